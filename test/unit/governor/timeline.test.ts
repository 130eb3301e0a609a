import { expect, test } from "vitest";
import { governorReason } from "../../../native/api/governor.ts";
import { governorLines } from "../../../native/governor/governor-timeline.ts";
import { firstState, type GovernorState } from "../../../native/governor/machine/governor-state.ts";
import { reasonText } from "../../../native/governor/reason-text.ts";
import page from "../../../resources/locales/en/page.json" with { type: "json" };

const messages = page.timeline.messages.governor as Record<string, unknown>;
const words = (message: string): unknown =>
  message
    .split(".")
    .slice(1)
    .reduce<unknown>(
      (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
      messages,
    );

/** What each kind of reason can do; the rest cannot happen. */
const possible: Record<string, readonly ("slow" | "pause" | "stop")[]> = {
  hand: ["pause"],
  temperature: ["slow", "pause", "stop"],
  temperatureUnknown: ["slow", "pause", "stop"],
  powerBudget: ["slow"],
  // Only ever said.
  powerUnknown: [],
  energyBudget: ["pause"],
  schedule: ["pause"],
  tariff: ["pause"],
  vram: ["slow", "pause"],
  fullScreen: ["slow", "pause"],
  presence: ["slow", "pause"],
  battery: ["slow", "pause"],
  sleep: ["pause"],
};

const running = firstState({ now: 0 });
const after = (action: "slow" | "pause" | "stop", kind: string): GovernorState => ({
  ...running,
  pace: action === "slow" ? 0.5 : 1,
  phase: action === "slow" ? { kind: "running" } : { kind: "pausing", hard: false, failures: 0 },
  reasons: [governorReason.parse({ kind, action, since: 0, value: 1, limit: 2, subject: "RTX" })],
});

test("every kind of reason is known here", () => {
  expect(Object.keys(possible).sort()).toEqual([...governorReason.shape.kind.options].sort());
});

test("every turn that it takes has its words in the timeline, with all figures they ask for", () => {
  for (const [kind, actions] of Object.entries(possible)) {
    for (const action of actions) {
      const [line] = governorLines(running, after(action, kind), { kind: "settings" });
      expect(line?.message).toBe(`governor.${action}.${kind}`);
      const text = words(line?.message ?? "");
      expect(text, `${action} ${kind}`).toBeTypeOf("string");
      for (const [, name] of String(text).matchAll(/\{\{(\w+)\}\}/g))
        expect(Object.keys(line?.values ?? {})).toContain(name);
    }
  }
  for (const other of [
    ...["resumed", "fullSpeed", "freed", "notFreed", "pauseFailed", "resumeFailed"],
    "settingsLost",
  ])
    expect(words(`governor.${other}`)).toBeTypeOf("string");
});

test("those who are refused are told why in words", () => {
  for (const kind of governorReason.shape.kind.options) {
    const text = reasonText({ kind, action: "pause", since: 0, value: 1, limit: 2 });
    expect(text).not.toMatch(/undefined|\?/);
    expect(text.endsWith(".")).toBe(false);
  }
});
