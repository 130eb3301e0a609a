import fc from "fast-check";
import { expect, test } from "vitest";
import {
  loads,
  luidText,
  memoryInUse,
  programs,
} from "../../../../../../native/gpu/sensors/windows/counters/gpu-instances.ts";

const CARD = "luid_0x00000000_0x0000D5B4_phys_0";
const luid = luidText(0, 0xd5b4);
const engine = (pid: number, number: number, value: number, card = CARD) => ({
  name: `pid_${pid}_${card}_eng_${number}_engtype_${number === 0 ? "3D" : "Copy"}`,
  value,
});
const held = (pid: number, value: number, card = CARD) => ({ name: `pid_${pid}_${card}`, value });

test("a card is as busy as its busiest engine, summed over all programs", () => {
  const items = [engine(4, 0, 35), engine(900, 0, 45), engine(900, 3, 60), engine(4, 5, 30)];
  expect(loads(items)).toEqual(new Map([[luid, 0.8]]));
  // Two engines of one kind are two engines.
  expect(loads([engine(1, 3, 60), engine(1, 5, 60)]).get(luid)).toBe(0.6);
  expect(loads([engine(1, 0, 0)]).get(luid)).toBe(0);
});

test("whatever share of whatever engine, a load is 0 to 1 and no less than any program's share of any engine", () => {
  const entry = fc.tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 0, max: 3 }),
    fc.double({ min: 0, max: 30, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
      const items = entries.map(([pid, number, value]) => engine(pid, number, value));
      const sums = Map.groupBy(entries, ([, number]) => number);
      const busiest = Math.max(
        ...[...sums.values()].map((all) => all.reduce((sum, [, , value]) => sum + value, 0)),
      );
      const load = loads(items).get(luid);
      if (busiest > 150) expect(load).toBeUndefined();
      else expect(load).toBeCloseTo(Math.min(1, busiest / 100), 9);
    }),
  );
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 214_482])(
  "a card with an engine at %d percent has no load, and another card keeps its own",
  (value) => {
    const other = "luid_0x00000001_0x0000000A_phys_0";
    const told = loads([engine(4, 0, 20), engine(4, 1, value), engine(4, 0, 50, other)]);
    expect([...told]).toEqual([[luidText(1, 10), 0.5]]);
  },
);

test("an engine's program that has no rate yet takes the others' load from nobody", () => {
  const items = [engine(4, 0, 35), { ...engine(5, 0, 0), value: undefined }];
  expect(loads(items).get(luid)).toBe(0.35);
  expect(loads(items.slice(1)).size).toBe(0);
});

test("memory in use is the card's own figure, and two figures for one card are none", () => {
  const card = { name: CARD, value: 9_663_676_416 };
  expect(memoryInUse([card]).get(luid)).toBe(9_663_676_416);
  expect(memoryInUse([card, { ...card, name: `${CARD}#1` }]).has(luid)).toBe(false);
  expect(memoryInUse([{ ...card, value: -4096 }]).has(luid)).toBe(false);
  expect(memoryInUse([{ ...card, value: undefined }]).has(luid)).toBe(false);
});

test("programs are listed with what they hold, and a list with a figure that cannot be is none", () => {
  expect(programs([held(4, 0), held(900, 500), held(1200, 70)]).get(luid)).toEqual([
    { pid: 900, bytes: 500 },
    { pid: 1200, bytes: 70 },
  ]);
  expect(programs([held(900, 500), held(4, -1)]).has(luid)).toBe(false);
  // A card on which nobody holds anything has an empty list, not none.
  expect(programs([held(4, 0)]).get(luid)).toEqual([]);
});

test("several cards that work as one under a name are none, since no figure says which it is of", () => {
  const twin = CARD.replace("phys_0", "phys_1");
  expect(loads([engine(4, 0, 20), engine(4, 0, 30, twin)]).size).toBe(0);
  expect(
    memoryInUse([
      { name: twin, value: 1 },
      { name: CARD, value: 2 },
    ]).size,
  ).toBe(0);
});

test("names of any other form are passed over, in either case", () => {
  const odd = ["_Total", "", "pid_1_luid_0xZZ_0x1_phys_0", "pid_x", "luid_0x1_phys_0", "\u0000"];
  expect(loads(odd.map((name) => ({ name, value: 5 }))).size).toBe(0);
  const lower = { ...engine(4, 0, 25), name: engine(4, 0, 25).name.toLowerCase() };
  expect(loads([lower]).get(luid)).toBe(0.25);
});

test("a LUID is written with its high half first, each in eight digits", () => {
  expect(luidText(0, 0xd5b4)).toBe("0x00000000_0x0000d5b4");
  expect(luidText(-1, 0xffffffff)).toBe("0xffffffff_0xffffffff");
});
