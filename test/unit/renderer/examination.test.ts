import { describe, expect, test } from "vitest";
import type { Finding } from "../../../native/api/doctor.ts";
import {
  began,
  countsOf,
  linesOf,
  notExamined,
  over,
  took,
} from "../../../renderer/features/doctor/examination.ts";

const checks = [
  { id: "memory", group: "computer" },
  { id: "clock", group: "computer" },
  { id: "chain", group: "network" },
] as const;
const found = (id: string, state: Finding["state"]): Finding => ({
  id,
  group: id === "chain" ? "network" : "computer",
  state,
  message: state,
  said: state,
  evidence: {},
  millis: 1,
});
const ids = (view: Parameters<typeof linesOf>[0]) =>
  linesOf(view).map(({ group, lines }) => [group, ...lines.map(({ id }) => id)]);

describe("an examination on screen", () => {
  test("keeps its order while it runs and puts the worst first when it is over", () => {
    let view = began(notExamined, checks);
    expect(view.pending.size).toBe(3);
    view = took(view, found("clock", "bad"));
    view = took(view, found("memory", "good"));
    expect(ids(view)).toEqual([
      ["computer", "memory", "clock"],
      ["network", "chain"],
    ]);
    view = over(took(view, found("chain", "warning")), 1_000);
    expect(ids(view)).toEqual([
      ["computer", "clock", "memory"],
      ["network", "chain"],
    ]);
    const better = took(view, found("clock", "good"));
    expect(ids(better)).toEqual([
      ["network", "chain"],
      ["computer", "memory", "clock"],
    ]);
    expect(countsOf(better)).toEqual({ good: 2, warning: 1, bad: 0, unknown: 0, skipped: 0 });
  });

  test("shows what was found before while it looks again, and forgets what is not looked at any more", () => {
    let view = began(notExamined, checks);
    for (const { id } of checks) view = took(view, found(id, "good"));
    view = over(view, 1_000);
    const again = began(view, checks.slice(0, 2));
    expect(again.findings.has("chain")).toBe(false);
    expect(linesOf(again)[0]?.lines[0]).toMatchObject({ id: "memory", pending: true });
    expect(linesOf(again)[0]?.lines[0]?.finding?.state).toBe("good");
  });

  test("that was cut off leaves nothing waiting and claims no time", () => {
    const view = over(took(began(notExamined, checks), found("memory", "good")));
    expect(view.pending.size).toBe(0);
    expect(view.examinedAt).toBeUndefined();
    expect(linesOf(view)[0]?.lines.map(({ id }) => id)).toEqual(["memory", "clock"]);
  });
});
