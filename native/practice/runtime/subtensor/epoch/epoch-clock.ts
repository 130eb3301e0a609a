import { type EpochClock, epochDue } from "../../../../protocol/epoch-schedule.ts";
import type { State } from "../../../frame/state.ts";
import type { ChainView } from "../chain.ts";
import { storage } from "../pallet.ts";

/** What is stored about when a subnet's epochs run. */
export function epochClock(state: State, netuid: number): EpochClock {
  return {
    tempo: storage.Tempo.get(state, netuid),
    lastEpochBlock: Number(storage.LastEpochBlock.get(state, netuid)),
    blocksSinceLastStep: Number(storage.BlocksSinceLastStep.get(state, netuid)),
    pendingEpochAt: Number(storage.PendingEpochAt.get(state, netuid)),
  };
}

/** True when the subnet's epoch is to run in this block. */
export function isEpochDue({ state, block }: ChainView, netuid: number): boolean {
  return epochDue(epochClock(state, netuid), block);
}

/** Blocks until the epoch that comes by itself; Infinity for a subnet without a tempo. */
export function blocksUntilAutomaticEpoch({ state, block }: ChainView, netuid: number): number {
  const { tempo, lastEpochBlock } = epochClock(state, netuid);
  return tempo === 0 ? Number.POSITIVE_INFINITY : Math.max(0, lastEpochBlock + tempo - block);
}

/** The block in which the next epoch is expected, or undefined for a subnet without a tempo. */
export function nextEpochBlock(state: State, netuid: number): number | undefined {
  const { tempo, lastEpochBlock, pendingEpochAt } = epochClock(state, netuid);
  if (tempo === 0) return undefined;
  const automatic = lastEpochBlock + tempo;
  return pendingEpochAt > 0 ? Math.min(automatic, pendingEpochAt) : automatic;
}

/** Blocks for which a validator that sets no weights still counts as active. */
export function activityCutoff(state: State, netuid: number): number {
  const factor = storage.ActivityCutoffFactorMilli.get(state, netuid);
  return Math.max(1, Math.floor((factor * storage.Tempo.get(state, netuid)) / 1000));
}

/** True in the last blocks before an epoch, in which no parameter may change. */
export function isFrozen(chain: ChainView, netuid: number): boolean {
  const { tempo, pendingEpochAt } = epochClock(chain.state, netuid);
  if (tempo === 0) return false;
  if (pendingEpochAt > chain.block) return true;
  return blocksUntilAutomaticEpoch(chain, netuid) < storage.AdminFreezeWindow.get(chain.state);
}
