import { expect, test } from "vitest";
import type { Earning } from "../../../native/api/earnings.ts";
import type { TimelineEvent } from "../../../native/api/node.ts";
import { unsaid } from "../../../renderer/app/unsaid.ts";
import { chartPoints } from "../../../renderer/features/earnings/chart-points.ts";
import { mergeRows } from "../../../renderer/features/earnings/merge-rows.ts";
import { stepStates } from "../../../renderer/features/validate/step-states.ts";
import { mergeLines } from "../../../renderer/stores/node.ts";
import { matches, nextSorting, sortRows } from "../../../renderer/ui/table/sort-rows.ts";

test("rows sort by figures, bigints and words, and equal ones keep their order", () => {
  expect(sortRows([3n, 20n, 1n], (row) => row, "ascending")).toEqual([1n, 3n, 20n]);
  expect(sortRows(["b", "A", "c"], (row) => row, "descending")).toEqual(["c", "b", "A"]);
  const equal = [
    { id: 1, at: 5 },
    { id: 2, at: 5 },
  ];
  expect(sortRows(equal, (row) => row.at, "descending").map((row) => row.id)).toEqual([1, 2]);
});

test("a first click puts the largest figure or the first word on top, a second turns it", () => {
  const first = nextSorting(undefined, "stake", 1n);
  expect(first).toEqual({ column: "stake", direction: "descending" });
  expect(nextSorting(first, "stake", 1n).direction).toBe("ascending");
  expect(nextSorting(first, "name", "a").direction).toBe("ascending");
});

test("a search wants every word, in any order and case", () => {
  expect(matches("Hearthstone 5Grw uid 3", "grw hearth")).toBe(true);
  expect(matches("Hearthstone 5Grw", "hearth kiln")).toBe(false);
});

const event = (sequence: number): TimelineEvent => ({
  sequence,
  time: sequence,
  level: "info",
  source: "node",
  message: "node.started",
  values: {},
});

test("the timeline is newest first, each line once, however often it is read", () => {
  const once = mergeLines([], [event(1), event(3)]);
  const twice = mergeLines(once, [event(2), event(3)]);
  expect(twice.map((line) => line.sequence)).toEqual([3, 2, 1]);
  const many = Array.from({ length: 400 }, (_, index) => event(index));
  expect(mergeLines([], many)).toHaveLength(300);
  expect(mergeLines([], many)[0]?.sequence).toBe(399);
});

test("only trouble that came while looking is said aloud, and once", () => {
  const old = { ...event(1), level: "error" } as const;
  const fresh = { ...event(2), level: "warning" } as const;
  expect(unsaid([old], undefined)).toEqual([]);
  expect(unsaid([fresh, old], new Set([1]))).toEqual([fresh]);
  expect(unsaid([event(3), fresh, old], new Set([1, 2]))).toEqual([]);
});

const row = (id: number, state: Earning["state"] = "final"): Earning => ({
  id,
  kind: "miner",
  netuid: 1,
  hotkey: "5",
  alpha: "1",
  taoValue: "1",
  block: id,
  blockHash: "0x",
  eventIndex: 0,
  event: "e",
  time: id,
  state,
});

test("a ledger row that became final replaces its older self, and none is lost or doubled", () => {
  const merged = mergeRows([row(3), row(2, "final")], [row(2, "in-block"), row(1)]);
  expect(merged.map((one) => [one.id, one.state])).toEqual([
    [3, "final"],
    [2, "final"],
    [1, "final"],
  ]);
});

const bucket = (block: number, time: number) => ({
  block,
  time,
  miner: "0",
  validator: "0",
  staker: "0",
  total: "500000000",
  count: 1,
});

test("bars of blocks within one second stand apart, and their x rises", () => {
  const points = chartPoints([bucket(11, 5000), bucket(10, 5000), bucket(12, 5100)], "block");
  expect(points.map((point) => point.x)).toEqual([10, 11, 12]);
  expect(points[0]?.value).toBe(0.5);
  expect(chartPoints([bucket(1, 3_600_000)], "hour")[0]?.x).toBe(3600);
});

test("a validator's steps before the one at work are done, and all are when it runs", () => {
  expect(stepStates("model", "starting")).toEqual(["done", "done", "active", "pending", "pending"]);
  expect(new Set(stepStates("query", "running"))).toEqual(new Set(["done"]));
  expect(stepStates("none", "running")).toEqual(["done", "done", "done", "done", "done"]);
  expect(stepStates("none", "starting")[0]).toBe("active");
});
