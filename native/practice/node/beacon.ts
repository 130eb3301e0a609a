import { compactNumber } from "@polkadot-api/substrate-bindings";
import {
  beaconPublicKey,
  pulseRandomness,
  roundAt,
  signRound,
} from "../../protocol/timelock/beacon.ts";
import type { State } from "../frame/state.ts";
import { awaitedByCommitments } from "../runtime/commitments/reveal.ts";
import { drand } from "../runtime/drand/pallet.ts";
import type { PulseChecks } from "../runtime/drand/pulse-checks.ts";
import type { Pulse } from "../runtime/drand/types.ts";
import { awaitedRounds as awaitedByWeights } from "../runtime/subtensor/commits/commits-epoch.ts";
import { concatenated } from "../scale/type.ts";

/** Rounds made up for one by one; after a longer silence only those that somebody waits for are. */
const FEW_ROUNDS = 8n;
/** Signatures of one block; each takes some milliseconds. Finney fetches as many rounds at a time. */
const MOST_SIGNATURES = 50;
const NO_SIGNER = { type: "Sr25519", value: `0x${"00".repeat(32)}` } as const;

/** Where a block has its pulses from. */
export interface PulseSource {
  /** The pulses that a block at `now` (milliseconds since 1970 UTC) brings, in rising order. */
  due(state: State, now: bigint): Pulse[];
}

/** The practice network's beacon: signs the rounds of `BeaconConfig` as the chain's own time reaches them. */
export class Beacon implements PulseSource {
  readonly #secret: Uint8Array;
  readonly #publicKey: Uint8Array;
  readonly #checks: PulseChecks;
  readonly #ahead = new Map<bigint, Pulse>();

  /** `secret` is 32 bytes; `checks` are the runtime's, so that it need not check what is signed here. Throws TimelockError. */
  constructor(secret: Uint8Array, checks: PulseChecks) {
    this.#secret = secret;
    this.#publicKey = beaconPublicKey(secret);
    this.#checks = checks;
  }

  due(state: State, now: bigint): Pulse[] {
    const newest = newestRound(state, now);
    const last = drand.storage.LastStoredRound.get(state);
    for (const round of this.#ahead.keys()) if (round <= last) this.#ahead.delete(round);
    return roundsDue(last, newest, () => awaitedRounds(state)).map((round) => this.#pulse(round));
  }

  /** Signs what blocks until `until` (milliseconds since 1970 UTC) will bring, so that none of them has to wait for it. */
  prepare(state: State, until: bigint): void {
    const newest = newestRound(state, until);
    const last = drand.storage.LastStoredRound.get(state);
    if (newest - last > FEW_ROUNDS) return;
    for (let round = last + 1n; round <= newest; round += 1n)
      if (!this.#ahead.has(round)) this.#ahead.set(round, this.#pulse(round));
  }

  /**
   * The same beacon for many blocks made in a row: only the rounds that a commit waits for, since a signature takes several times
   * as long as an empty block. The next block of the usual pace brings the newest round.
   */
  hurried(): PulseSource {
    return {
      due: (state, now) => {
        const newest = newestRound(state, now);
        const last = drand.storage.LastStoredRound.get(state);
        const rounds = awaitedRounds(state).filter((round) => round > last && round <= newest);
        return rounds.slice(0, MOST_SIGNATURES).map((round) => this.#pulse(round));
      },
    };
  }

  #pulse(round: bigint): Pulse {
    const known = this.#ahead.get(round);
    if (known) return known;
    const signature = signRound(this.#secret, round);
    const pulse = { round, randomness: pulseRandomness(signature), signature };
    this.#checks.vouch(this.#publicKey, pulse);
    return pulse;
  }
}

/** The rounds after `last` that a block brings when `newest` has come: all of a few, otherwise the newest and those waited for. */
export function roundsDue(
  last: bigint,
  newest: bigint,
  awaited: () => readonly bigint[],
): bigint[] {
  if (newest <= last) return [];
  if (newest - last <= FEW_ROUNDS)
    return Array.from({ length: Number(newest - last) }, (_, index) => last + 1n + BigInt(index));
  const missed = awaited().filter((round) => round > last && round < newest);
  // The next block goes on where this one ends.
  if (missed.length >= MOST_SIGNATURES) return missed.slice(0, MOST_SIGNATURES);
  return [...missed, newest];
}

/** The extrinsic that brings one pulse into a block, as finney's nodes write it but without a sender. */
export function pulseInherent(block: number, pulse: Pulse): Uint8Array {
  const call = drand.calls.write_pulse.encode({
    pulses_payload: { block_number: block, pulses: [pulse], public: NO_SIGNER },
    signature: undefined,
  });
  const body = concatenated([Uint8Array.of(4), call]);
  return concatenated([compactNumber.enc(body.length), body]);
}

/** The newest round at a moment (milliseconds since 1970 UTC). */
function newestRound(state: State, now: bigint): bigint {
  const { genesis_time, period } = drand.storage.BeaconConfig.get(state);
  return roundAt({ genesis: genesis_time, period }, Number(now) / 1000);
}

/** Rounds that commits of weights or of other things wait for, ascending. */
function awaitedRounds(state: State): bigint[] {
  const rounds = new Set([...awaitedByWeights(state), ...awaitedByCommitments(state)]);
  return [...rounds].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
