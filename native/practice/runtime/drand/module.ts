import { TimelockError } from "../../../protocol/timelock/timelock-error.ts";
import { type DispatchContext, ensureNone, ensureRoot } from "../../frame/context.ts";
import { implement, type PalletModule } from "../../frame/pallet.ts";
import type { State } from "../../frame/state.ts";
import { drand } from "./pallet.ts";
import type { PulseChecks } from "./pulse-checks.ts";
import type { Pulse } from "./types.ts";

/** Rounds that stay readable. Finney keeps 216,000; here each is in memory, and a commit waits for some minutes at most. */
const KEPT_PULSES = 7_200n;
const MOST_REMOVED = 100n;

const { storage, event } = drand;

/** The calls of Drand. Source: pallets/drand/src/lib.rs. */
export function drandModule(checks: PulseChecks): PalletModule {
  return implement(drand, {
    write_pulse(context, { pulses_payload }) {
      ensureNone(context);
      writePulses(context, checks, pulses_payload.pulses);
    },
    set_beacon_config(context, { config_payload }) {
      ensureRoot(context);
      storage.BeaconConfig.put(context.state, config_payload.config);
      storage.NextUnsignedAt.put(context.state, context.block + 1);
      context.deposit(event.BeaconConfigChanged());
    },
    set_oldest_stored_round(context, { oldest_round }) {
      ensureRoot(context);
      storage.OldestStoredRound.put(context.state, oldest_round);
      context.deposit(event.SetOldestStoredRound(oldest_round));
    },
  });
}

function writePulses(
  context: DispatchContext,
  checks: PulseChecks,
  pulses: readonly Pulse[],
): void {
  const { state } = context;
  const key = storage.BeaconConfig.get(state).public_key;
  const oldest = storage.OldestStoredRound.get(state);
  let last = storage.LastStoredRound.get(state);
  const isFirst = last === 0n && oldest === 0n;
  const rounds: bigint[] = [];
  for (const pulse of pulses) {
    if (!isGenuine(checks, key, pulse)) continue;
    if (pulse.round <= last) drand.fail("InvalidRoundNumber");
    storage.Pulses.put(state, pulse.round, pulse);
    last = pulse.round;
    rounds.push(pulse.round);
  }
  storage.LastStoredRound.put(state, last);
  if (isFirst && rounds[0] !== undefined) storage.OldestStoredRound.put(state, rounds[0]);
  prune(state, last);
  storage.NextUnsignedAt.put(state, context.block);
  if (rounds.length > 0) context.deposit(event.NewPulse({ rounds }));
}

function isGenuine(checks: PulseChecks, key: Uint8Array, pulse: Pulse): boolean {
  try {
    return checks.isGenuine(key, pulse);
  } catch (error) {
    if (error instanceof TimelockError) drand.fail("PulseVerificationError");
    throw error;
  }
}

function prune(state: State, last: bigint): void {
  const oldest = storage.OldestStoredRound.get(state);
  if (oldest === 0n) return;
  const surplus = last - oldest + 1n - KEPT_PULSES;
  const removed = surplus < 0n ? 0n : surplus > MOST_REMOVED ? MOST_REMOVED : surplus;
  for (let round = oldest; round < oldest + removed; round += 1n)
    storage.Pulses.remove(state, round);
  storage.OldestStoredRound.put(state, oldest + removed);
}
