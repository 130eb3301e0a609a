import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import { Beacon, roundsDue } from "../../../../native/practice/node/beacon.ts";
import { drand } from "../../../../native/practice/runtime/drand/pallet.ts";
import {
  beaconHash,
  practiceBeacon,
} from "../../../../native/practice/runtime/drand/practice-beacon.ts";
import { PulseChecks } from "../../../../native/practice/runtime/drand/pulse-checks.ts";
import { quicknet } from "../../../../native/practice/runtime/drand/quicknet.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account } from "../runtime/practice-chain.ts";
import { PUBLIC_KEY, pulseOf, SECRET } from "./practice-beacon.ts";

const CREATED = 1_700_000_000_000;

function chainState(blockMillis = 1000): MemoryState {
  const state = new MemoryState();
  const config = practiceBeacon({ publicKey: PUBLIC_KEY, blockMillis, createdAt: CREATED });
  drand.storage.BeaconConfig.put(state, config);
  return state;
}

test("the beacon's hash is the one that drand gives quicknet", () => {
  expect(bytesToHex(beaconHash(quicknet))).toBe(bytesToHex(quicknet.hash));
});

test.each([
  [12_000, 3],
  [4_000, 1],
  [1_000, 1],
  [50, 1],
])("blocks of %d ms have rounds of %d s", (blockMillis, period) => {
  const config = practiceBeacon({ publicKey: PUBLIC_KEY, blockMillis, createdAt: CREATED + 999 });
  expect(config.period).toBe(period);
  expect(config.genesis_time).toBe(CREATED / 1000);
  expect(config.hash).toEqual(beaconHash(config));
});

describe("which rounds a block brings", () => {
  test("all of a few", () => {
    expect(roundsDue(4n, 3n, () => [])).toEqual([]);
    expect(roundsDue(4n, 4n, () => [])).toEqual([]);
    expect(roundsDue(4n, 7n, () => [])).toEqual([5n, 6n, 7n]);
  });

  test("after a sleep those that are waited for, and the newest", () => {
    expect(roundsDue(4n, 9_000n, () => [3n, 40n, 700n, 9_000n, 9_001n])).toEqual([
      40n,
      700n,
      9_000n,
    ]);
  });

  test("of many that are waited for as many as a block can sign, and the next goes on", () => {
    const all = Array.from({ length: 60 }, (_, index) => BigInt(100 + index));
    const first = roundsDue(4n, 9_000n, () => all);
    expect(first).toEqual(all.slice(0, 50));
    expect(roundsDue(first.at(-1) ?? 0n, 9_000n, () => all)).toEqual([...all.slice(50), 9_000n]);
  });
});

test("rounds are signed as the chain's time reaches them, whether ahead of it or not", () => {
  const state = chainState();
  const beacon = new Beacon(SECRET, new PulseChecks());
  expect(beacon.due(state, BigInt(CREATED - 1))).toEqual([]);
  expect(beacon.due(state, BigInt(CREATED + 1_500))).toEqual([pulseOf(1n), pulseOf(2n)]);
  drand.storage.LastStoredRound.put(state, 2n);
  beacon.prepare(state, BigInt(CREATED + 2_000));
  expect(beacon.due(state, BigInt(CREATED + 1_999))).toEqual([]);
  expect(beacon.due(state, BigInt(CREATED + 2_000))).toEqual([pulseOf(3n)]);
});

test("in a hurry only the rounds that a commit waits for are signed", () => {
  const state = chainState();
  const hurried = new Beacon(SECRET, new PulseChecks()).hurried();
  expect(hurried.due(state, BigInt(CREATED + 5_000))).toEqual([]);
  const commit: [string, bigint, Uint8Array, bigint] = [account(1), 1n, new Uint8Array(3), 4n];
  storage.TimelockedWeightCommits.put(state, 1, 0n, [commit]);
  expect(hurried.due(state, BigInt(CREATED + 2_999))).toEqual([]);
  expect(hurried.due(state, BigInt(CREATED + 5_000))).toEqual([pulseOf(4n)]);
  drand.storage.LastStoredRound.put(state, 4n);
  expect(hurried.due(state, BigInt(CREATED + 5_000))).toEqual([]);
});

test("a round that a commit waits for is made up after a sleep", () => {
  const state = chainState();
  drand.storage.LastStoredRound.put(state, 2n);
  const commit: [string, bigint, Uint8Array, bigint] = [account(1), 1n, new Uint8Array(3), 50n];
  storage.TimelockedWeightCommits.put(state, 1, 0n, [commit]);
  const beacon = new Beacon(SECRET, new PulseChecks());
  const due = beacon.due(state, BigInt(CREATED + 3_600_000));
  expect(due.map(({ round }) => round)).toEqual([50n, 3_601n]);
});
