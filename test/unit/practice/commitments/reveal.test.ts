import { beforeEach, expect, test } from "vitest";
import type { PalletEvent } from "../../../../native/practice/frame/context.ts";
import { MemoryState, type State } from "../../../../native/practice/frame/state.ts";
import { Beacon } from "../../../../native/practice/node/beacon.ts";
import { markTimelocked } from "../../../../native/practice/runtime/commitments/committed.ts";
import type { CommitmentData } from "../../../../native/practice/runtime/commitments/data.ts";
import { commitments } from "../../../../native/practice/runtime/commitments/pallet.ts";
import {
  awaitedByCommitments,
  revealTimelocked,
} from "../../../../native/practice/runtime/commitments/reveal.ts";
import { drand } from "../../../../native/practice/runtime/drand/pallet.ts";
import { practiceBeacon } from "../../../../native/practice/runtime/drand/practice-beacon.ts";
import { PulseChecks } from "../../../../native/practice/runtime/drand/pulse-checks.ts";
import { encryptForRound } from "../../../../native/protocol/timelock/encryption.ts";
import { person } from "../call-bench.ts";
import { PUBLIC_KEY, pulseOf, SECRET } from "../drand/practice-beacon.ts";

const { storage } = commitments;
const [miner, other] = [person(1), person(2)];
const NETUID = 1;
const open: CommitmentData = { type: "Raw2", value: "0x0102" };

let state: State;
let events: PalletEvent[];
let block: number;
beforeEach(() => {
  state = new MemoryState();
  events = [];
  block = 10;
});

function sealed(text: string, round: bigint): CommitmentData {
  const plaintext = new TextEncoder().encode(text);
  const lot = {
    key: new Uint8Array(32).fill(3),
    sigma: new Uint8Array(32).fill(4),
    nonce: new Uint8Array(12),
  };
  const encrypted = encryptForRound({ plaintext, round, publicKey: PUBLIC_KEY }, lot);
  return { type: "TimelockEncrypted", value: { encrypted, reveal_round: round } };
}

function committed(who: string, ...fields: CommitmentData[]): void {
  storage.CommitmentOf.put(state, NETUID, who, { deposit: 0n, block: 1, info: { fields } });
  markTimelocked(state, NETUID, who, true);
}

function begin(): string[] {
  events = [];
  block += 1;
  revealTimelocked({
    state,
    block,
    now: 0n,
    origin: { kind: "root" },
    extrinsicIndex: undefined,
    weightOf: () => 0n,
    spent: () => undefined,
    deposit: (event) => void events.push(event),
    dispatch: () => ({ ok: true }),
  });
  return events.map(({ name }) => name);
}

function publish(...rounds: bigint[]): void {
  for (const round of rounds) drand.storage.Pulses.put(state, round, pulseOf(round));
}

function revealed(who: string): [string, bigint][] {
  const list = storage.RevealedCommitments.find(state, NETUID, who) ?? [];
  return list.map(([bytes, at]) => [new TextDecoder().decode(bytes), at]);
}

test("a field opens in the first block after its round has come, and goes", () => {
  committed(miner, sealed("weights of tomorrow", 7n));
  expect(begin()).toEqual([]);
  expect(storage.CommitmentOf.has(state, NETUID, miner)).toBe(true);
  publish(7n);
  expect(begin()).toEqual(["CommitmentRevealed"]);
  expect(revealed(miner)).toEqual([["weights of tomorrow", 12n]]);
  expect(storage.CommitmentOf.has(state, NETUID, miner)).toBe(false);
  expect(storage.TimelockedIndex.get(state)).toEqual([]);
});

test("other fields stay, and those of later rounds wait on", () => {
  committed(miner, open, sealed("first", 7n), sealed("second", 9n));
  committed(other, sealed("third", 9n));
  publish(7n);
  begin();
  expect(revealed(miner)).toEqual([["first", 11n]]);
  expect(awaitedByCommitments(state)).toEqual([9n, 9n]);
  publish(9n);
  expect(begin()).toEqual(["CommitmentRevealed", "CommitmentRevealed"]);
  expect(revealed(miner).at(-1)).toEqual(["second", 12n]);
  expect(storage.CommitmentOf.get(state, NETUID, miner).info.fields).toEqual([open]);
  expect(storage.TimelockedIndex.get(state)).toEqual([]);
});

test("what cannot be opened or holds nothing is dropped without a word", () => {
  const garbage: CommitmentData = {
    type: "TimelockEncrypted",
    value: { encrypted: new Uint8Array(40).fill(9), reveal_round: 7n },
  };
  committed(miner, garbage, sealed("", 7n));
  publish(7n);
  expect(begin()).toEqual([]);
  expect(storage.CommitmentOf.has(state, NETUID, miner)).toBe(false);
  expect(revealed(miner)).toEqual([]);
});

test("the newest ten stay", () => {
  const past = Array.from({ length: 10 }, (_, index): [Uint8Array, bigint] => [
    new TextEncoder().encode(`old ${index}`),
    BigInt(index),
  ]);
  storage.RevealedCommitments.put(state, NETUID, miner, past);
  committed(miner, sealed("new", 7n));
  publish(7n);
  begin();
  const texts = revealed(miner).map(([text]) => text);
  expect(texts).toHaveLength(10);
  expect([texts[0], texts.at(-1)]).toEqual(["old 1", "new"]);
});

test("a commitment that is gone or was replaced waits no longer", () => {
  markTimelocked(state, NETUID, miner, true);
  committed(other, open);
  begin();
  expect(storage.TimelockedIndex.get(state)).toEqual([]);
  expect(storage.CommitmentOf.has(state, NETUID, other)).toBe(true);
});

test("the beacon signs the rounds that fields wait for, however fast blocks are made", () => {
  const createdAt = 1_700_000_000_000;
  const config = practiceBeacon({ publicKey: PUBLIC_KEY, blockMillis: 1000, createdAt });
  drand.storage.BeaconConfig.put(state, config);
  drand.storage.LastStoredRound.put(state, 1n);
  committed(miner, sealed("soon", 40n), sealed("later", 400n));
  const hurried = new Beacon(SECRET, new PulseChecks()).hurried();
  const due = hurried.due(state, BigInt(createdAt + 100_000)).map(({ round }) => round);
  expect(due).toEqual([40n]);
});
