import { randomBytes } from "node:crypto";
import type { ChainCall, ChainClient } from "../chain/chain-port.ts";
import { readEpoch } from "../chain/reads/epoch.ts";
import type { RoundClock } from "../protocol/timelock/beacon.ts";
import { encryptForRound } from "../protocol/timelock/encryption.ts";
import { revealRound } from "../protocol/timelock/reveal-round.ts";
import { encodeWeightsPayload } from "../protocol/timelock/weights-payload.ts";
import type { WeightsToSend } from "./weights-call.ts";

/** Intervals between blocks by whose median the block time is judged: one after a sleep does not count. */
const INTERVALS = 5;

/**
 * The call that brings weights onto a subnet as it asks for them: plain, or timelocked where commit-reveal is on. The beacon and
 * its key are the ones that the chain itself names. Undefined where commit-reveal is on and no epoch will ever reveal them.
 */
export async function weightsCall(
  chain: ChainClient,
  hotkey: { readonly publicKey: Uint8Array },
  weights: WeightsToSend,
): Promise<ChainCall | undefined> {
  const { netuid, uids, values, versionKey } = weights;
  const enabled = await chain.query("SubtensorModule", "CommitRevealWeightsEnabled", [netuid]);
  if (enabled !== true) {
    const args = { netuid, dests: uids, weights: values, version_key: versionKey };
    return { pallet: "SubtensorModule", name: "set_weights", args };
  }
  const { publicKey, clock } = await readBeacon(chain);
  const round = await roundToRevealAt(chain, netuid, clock);
  if (round === undefined) return undefined;
  const version = await chain.query("SubtensorModule", "CommitRevealWeightsVersion");
  const plaintext = encodeWeightsPayload({ hotkey: hotkey.publicKey, uids, values, versionKey });
  const lot = { key: randomBytes(32), sigma: randomBytes(32), nonce: randomBytes(12) };
  const commit = encryptForRound({ plaintext, round, publicKey }, lot);
  const args = { netuid, commit, reveal_round: round, commit_reveal_version: Number(version) };
  return { pallet: "SubtensorModule", name: "commit_timelocked_weights", args };
}

/** The beacon that the chain listens to, as its `Drand.BeaconConfig` says. */
async function readBeacon(
  chain: ChainClient,
): Promise<{ readonly publicKey: Uint8Array; readonly clock: RoundClock }> {
  const config = (await chain.query("Drand", "BeaconConfig")) as {
    readonly public_key: Uint8Array;
    readonly period: number;
    readonly genesis_time: number;
  };
  const clock = { genesis: config.genesis_time, period: config.period };
  return { publicKey: Uint8Array.from(config.public_key), clock };
}

async function roundToRevealAt(
  chain: ChainClient,
  netuid: number,
  beacon: RoundClock,
): Promise<bigint | undefined> {
  const [epoch, period, head] = await Promise.all([
    readEpoch(chain, netuid),
    chain.query("SubtensorModule", "RevealPeriodEpochs", [netuid]),
    readHead(chain),
  ]);
  const { tempo, nextEpochBlock } = epoch;
  if (nextEpochBlock === undefined) return undefined;
  return revealRound({ ...head, tempo, nextEpochBlock, periodEpochs: Number(period), beacon });
}

/** The best block, its time by the chain's own clock, and how long a block takes. */
async function readHead(
  chain: ChainClient,
): Promise<{ readonly best: number; readonly bestTime: number; readonly blockMillis: number }> {
  const best = Number(await chain.query("System", "Number"));
  const first = Math.max(1, best - INTERVALS);
  const numbers = Array.from({ length: best - first + 1 }, (_, index) => first + index);
  const times = await Promise.all(numbers.map((number) => timeOf(chain, number)));
  const known = times.filter((time) => time !== undefined);
  const intervals = known.slice(1).map((time, index) => time - (known[index] ?? time));
  intervals.sort((left, right) => left - right);
  const blockMillis = intervals[Math.floor(intervals.length / 2)] ?? 0;
  return { best, bestTime: known.at(-1) ?? Date.now(), blockMillis };
}

async function timeOf(chain: ChainClient, number: number): Promise<number | undefined> {
  const hash = await chain.blockHash(number);
  return hash === undefined ? undefined : chain.blockTime(hash);
}
