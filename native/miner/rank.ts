import type { MiningStatus } from "../api/mining.ts";

/** Where a uid stands by incentive of the last epoch, among those that earned any; undefined while it has none: an epoch without it ranks nothing. */
export function rankOf(
  neurons: readonly { readonly uid: number; readonly incentive: number }[],
  uid: number,
): MiningStatus["rank"] {
  const own = neurons.find((neuron) => neuron.uid === uid);
  if (own === undefined || own.incentive === 0) return undefined;
  const miners = neurons.filter((neuron) => neuron.incentive > 0);
  const better = miners.filter((neuron) => neuron.incentive > own.incentive).length;
  return { place: better + 1, of: miners.length, incentive: own.incentive };
}
