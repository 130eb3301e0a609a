import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Beacon, pulseInherent } from "../../../../native/practice/node/beacon.ts";
import { Chain } from "../../../../native/practice/node/chain.ts";
import { ChainDatabase } from "../../../../native/practice/node/database.ts";
import { Pool } from "../../../../native/practice/node/pool.ts";
import { produceBlock } from "../../../../native/practice/node/producer.ts";
import { drand } from "../../../../native/practice/runtime/drand/pallet.ts";
import { PulseChecks } from "../../../../native/practice/runtime/drand/pulse-checks.ts";
import { writeGenesis } from "../../../../native/practice/runtime/first-state.ts";
import { practiceRuntime } from "../../../../native/practice/runtime/runtime.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { accountBytes } from "../../../../native/practice/scale/account.ts";
import { encryptForRound } from "../../../../native/protocol/timelock/encryption.ts";
import { encodeWeightsPayload } from "../../../../native/protocol/timelock/weights-payload.ts";
import { houseAccounts, NETUID } from "../runtime/practice-chain.ts";
import { PUBLIC_KEY, pulseOf, SECRET } from "./practice-beacon.ts";

const TEMPO = 5;
const ROUND = 6n;
const UID = 7;
const hotkey = houseAccounts().validators[0]!.hotkey;

let folder: string;
let database: ChainDatabase;
let chain: Chain;
let pool: Pool;
let beacon: Beacon;
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "practice-beacon-"));
  database = new ChainDatabase(join(folder, "chain.sqlite"), folder);
  now = 1_700_000_000_000;
  const checks = new PulseChecks();
  beacon = new Beacon(SECRET, checks);
  const runtime = practiceRuntime((error) => {
    throw error;
  }, checks);
  chain = new Chain({
    database,
    runtime,
    genesis(state) {
      const secret = SECRET;
      writeGenesis(state, { tempo: TEMPO, createdAt: now, beacon: { secret, blockMillis: 1000 } });
      storage.CommitRevealWeightsEnabled.put(state, NETUID, true);
      storage.TimelockedWeightCommits.put(state, NETUID, 0n, [[hotkey, 1n, sealed(), ROUND]]);
    },
    facts: {},
    keptStates: undefined,
  });
  pool = new Pool(chain);
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function sealed(): Uint8Array {
  const key = accountBytes(hotkey);
  const plaintext = encodeWeightsPayload({
    hotkey: key,
    uids: [1, 2],
    values: [1, 2],
    versionKey: 0n,
  });
  const lot = { key: key, sigma: new Uint8Array(32), nonce: new Uint8Array(12) };
  return encryptForRound({ plaintext, round: ROUND, publicKey: PUBLIC_KEY }, lot);
}

function produce(millis = 1000) {
  now += millis;
  return produceBlock(chain, pool, now, 1000, beacon);
}

test("every block brings the rounds that have come, each in an extrinsic of its own", () => {
  // Round 1 came with the chain itself.
  expect(produce().extrinsics.slice(1)).toEqual([
    pulseInherent(1, pulseOf(1n)),
    pulseInherent(1, pulseOf(2n)),
  ]);
  expect(produce().extrinsics.slice(1)).toEqual([pulseInherent(2, pulseOf(3n))]);
  expect(produce(100).extrinsics).toHaveLength(1);
  expect(drand.storage.LastStoredRound.get(chain.state)).toBe(3n);
  expect(drand.storage.Pulses.get(chain.state, 3n)).toEqual(pulseOf(3n));
});

test("timelocked weights are revealed in their epoch, once their round has come", () => {
  for (let number = 1; number <= TEMPO; number += 1) {
    produce();
    expect(storage.Weights.get(chain.state, NETUID, UID)).toEqual([]);
  }
  // Round 6 came with block 5, in which the epoch began.
  expect(drand.storage.LastStoredRound.get(chain.state)).toBe(ROUND);
  produce();
  expect(storage.Weights.get(chain.state, NETUID, UID)).toEqual([
    [1, 32_768],
    [2, 65_535],
  ]);
  expect(storage.TimelockedWeightCommits.entries(chain.state)).toEqual([]);
});

test("a beacon with another key than the chain's writes nothing and stops no block", () => {
  beacon = new Beacon(new Uint8Array(32).fill(99), new PulseChecks());
  expect(produce().number).toBe(1);
  expect(produce().number).toBe(2);
  expect(drand.storage.LastStoredRound.get(chain.state)).toBe(0n);
});
