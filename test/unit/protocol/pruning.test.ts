import { expect, test } from "vitest";
import { type PruningCandidate, uidToPrune } from "../../../native/protocol/pruning.ts";

const neuron = (uid: number, over: Partial<PruningCandidate> = {}): PruningCandidate => ({
  uid,
  emission: 100n,
  registeredAt: 1_000,
  immune: false,
  exempt: false,
  ...over,
});
const eleven = Array.from({ length: 11 }, (_, uid) => neuron(uid));

test("lowest emission goes, then the earlier registration, then the lower uid", () => {
  expect(uidToPrune(eleven)).toBe(0);
  expect(uidToPrune(eleven.with(7, neuron(7, { emission: 99n })))).toBe(7);
  expect(uidToPrune(eleven.with(5, neuron(5, { registeredAt: 999 })))).toBe(5);
});

test("with ten or fewer out of immunity an immune one goes instead, if there is one", () => {
  const ten = eleven.slice(0, 10);
  expect(uidToPrune(ten)).toBeUndefined();
  const guarded = [neuron(20, { immune: true, emission: 5n }), neuron(21, { immune: true })];
  expect(uidToPrune([...ten, ...guarded])).toBe(20);
  expect(uidToPrune([...eleven, ...guarded])).toBe(0);
  expect(uidToPrune([neuron(3), neuron(4)], 1)).toBe(3);
});

test("an exempt owner never goes and does not count as out of immunity", () => {
  const owned = eleven.with(0, neuron(0, { exempt: true, emission: 0n }));
  expect(uidToPrune(owned)).toBeUndefined();
  expect(uidToPrune([...owned, neuron(11, { emission: 1n })])).toBe(11);
  expect(uidToPrune([])).toBeUndefined();
});
