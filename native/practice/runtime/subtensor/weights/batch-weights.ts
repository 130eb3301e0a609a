import { type DispatchError, DispatchFailure } from "../../../frame/context.ts";
import type { Chain, ChainView } from "../chain.ts";
import { ensure, event, type SubtensorError } from "../pallet.ts";
import { hasStakeForWeights, setWeights } from "./weights.ts";

/** Weights for several subnets at once, by place in the lists. */
export interface WeightBatch {
  readonly netuids: readonly number[];
  readonly weights: readonly (readonly (readonly [uid: number, value: number])[])[];
  readonly version_keys: readonly bigint[];
}

/** Why a batch of weights may not enter a block, or undefined. Source: guards/check_weights.rs. */
export function batchRefusal(
  { state }: ChainView,
  hotkey: string,
  batch: WeightBatch,
): SubtensorError | undefined {
  if (!isEven(batch)) return "InputLengthsUnequal";
  const enough = batch.netuids.every((netuid) => hasStakeForWeights(state, hotkey, netuid));
  return enough ? undefined : "NotEnoughStakeToSetWeights";
}

/** Sets weights on each subnet by itself: what fails on one is told by an event and stops no other. */
export function setWeightsInBatch(chain: Chain, hotkey: string, batch: WeightBatch): void {
  ensure(isEven(batch), "InputLengthsUnequal");
  const failed: [netuid: number, error: DispatchError][] = [];
  batch.netuids.forEach((netuid, index) => {
    const row = batch.weights[index] ?? [];
    const vector = {
      uids: row.map(([uid]) => uid),
      values: row.map(([, value]) => value),
      versionKey: batch.version_keys[index] ?? 0n,
    };
    try {
      // Nothing is written before the last check, so a failure leaves nothing behind.
      setWeights(chain, hotkey, netuid, vector);
    } catch (error) {
      if (!(error instanceof DispatchFailure)) throw error;
      failed.push([netuid, error.error]);
    }
  });
  if (failed.length > 0) chain.deposit(event.BatchCompletedWithErrors());
  for (const [netuid, error] of failed) chain.deposit(event.BatchWeightItemFailed(netuid, error));
  chain.deposit(event.BatchWeightsCompleted([...batch.netuids], hotkey));
}

function isEven({ netuids, weights, version_keys }: WeightBatch): boolean {
  return netuids.length === weights.length && netuids.length === version_keys.length;
}
