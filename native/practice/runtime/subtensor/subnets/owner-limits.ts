import type { ValueOf } from "../../../scale/type.ts";
import type { Chain, ChainView } from "../chain.ts";
import { blocksUntilAutomaticEpoch } from "../epoch/epoch-clock.ts";
import { ensure, event, storage } from "../pallet.ts";
import type { hyperparameter, rateLimitKey } from "../types.ts";
import { ensureSubnetOwner } from "./subnets.ts";

/** A parameter that its subnet's owner may change only now and then. */
export type LimitedParameter = ValueOf<typeof hyperparameter>["type"];

/** True when the owner may change this parameter again: once in `OwnerHyperparamRateLimit` tempos. */
export function mayChange(
  { state, block }: ChainView,
  netuid: number,
  parameter: LimitedParameter,
): boolean {
  const last = storage.LastRateLimitedBlock.get(state, key(netuid, parameter));
  const tempos = storage.OwnerHyperparamRateLimit.get(state);
  return last === 0n || BigInt(block) - last >= BigInt(storage.Tempo.get(state, netuid) * tempos);
}

/** Notes that the owner has changed this parameter. */
export function noteChange(
  { state, block }: ChainView,
  netuid: number,
  parameter: LimitedParameter,
): void {
  storage.LastRateLimitedBlock.put(state, key(netuid, parameter), BigInt(block));
}

/** Lets the subnet's next epoch come early, after the freeze window. Its owner's call. */
export function triggerEpoch(chain: Chain, coldkey: string, netuid: number): void {
  const { state, block } = chain;
  ensureSubnetOwner(state, coldkey, netuid);
  const commits = storage.CommitRevealWeightsEnabled.get(state, netuid);
  ensure(!commits, "DynamicTempoBlockedByCommitReveal");
  ensure(storage.PendingEpochAt.get(state, netuid) === 0n, "EpochTriggerAlreadyPending");
  const window = storage.AdminFreezeWindow.get(state);
  ensure(blocksUntilAutomaticEpoch(chain, netuid) >= window, "AutoEpochAlreadyImminent");
  ensure(mayChange(chain, netuid, "TriggerEpoch"), "TxRateLimitExceeded");
  const firesAt = BigInt(block + window);
  storage.PendingEpochAt.put(state, netuid, firesAt);
  noteChange(chain, netuid, "TriggerEpoch");
  chain.deposit(event.EpochTriggered({ netuid, by: coldkey, fires_at: firesAt }));
}

function key(netuid: number, parameter: LimitedParameter): ValueOf<typeof rateLimitKey> {
  const named = { type: parameter } as ValueOf<typeof hyperparameter>;
  return { type: "OwnerHyperparamUpdate", value: [netuid, named] };
}
