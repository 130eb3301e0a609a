import { expect, test } from "vitest";
import {
  EMPTY_NONCES,
  hasSeen,
  type NonceTable,
  noncesAfter,
  withNonce,
} from "../../../native/protocol/nonce-table.ts";

test("a pair is seen once it is in, another sender's same nonce is not", () => {
  const table = withNonce(EMPTY_NONCES, "a", 5n, 0n);
  expect(hasSeen(table, "a", 5n)).toBe(true);
  expect(hasSeen(table, "a", 6n)).toBe(false);
  expect(hasSeen(table, "b", 5n)).toBe(false);
  expect(hasSeen(EMPTY_NONCES, "a", 5n)).toBe(false);
  expect(hasSeen(noncesAfter(5n), "a", 5n)).toBe(true);
});

test("what is too old to be accepted is forgotten", () => {
  let table = withNonce(EMPTY_NONCES, "a", 5n, 0n);
  table = withNonce(table, "b", 50n, 40n);
  expect([...table.senders.keys()]).toEqual(["b"]);
  table = withNonce(table, "b", 95n, 90n);
  expect(table.senders.get("b")?.nonces).toEqual([95n]);
});

test("with a sender's list full the oldest counts as seen for good", () => {
  let table: NonceTable = EMPTY_NONCES;
  for (let nonce = 1n; nonce <= 4_100n; nonce += 1n) table = withNonce(table, "a", nonce, 0n);
  expect(table.senders.get("a")?.nonces.length).toBe(4_096);
  for (let nonce = 1n; nonce <= 4_100n; nonce += 1n) {
    if (!hasSeen(table, "a", nonce)) throw new Error(`nonce ${nonce} could be replayed`);
  }
  expect(hasSeen(table, "a", 4_101n)).toBe(false);
});

test("with too many senders the quietest is folded into the floor, so nothing can be replayed", () => {
  let table: NonceTable = EMPTY_NONCES;
  for (let sender = 1; sender <= 4_100; sender += 1) {
    table = withNonce(table, `s${sender}`, BigInt(sender), 0n);
  }
  expect(table.senders.size).toBe(4_096);
  expect(table.floor).toBe(4n);
  for (let sender = 1; sender <= 4_100; sender += 1) {
    if (!hasSeen(table, `s${sender}`, BigInt(sender))) throw new Error(`s${sender} replays`);
  }
  expect(hasSeen(table, "newcomer", 5n)).toBe(false);
});
