import type { MiningStatus } from "../api/mining.ts";

/** Where a uid stands by incentive of the last epoch, among those that earned any and itself; undefined where it is not registered. */
export function rankOf(
  neurons: readonly { readonly uid: number; readonly incentive: number }[],
  uid: number,
): MiningStatus["rank"] {
  const own = neurons.find((neuron) => neuron.uid === uid);
  if (own === undefined) return undefined;
  const miners = neurons.filter((neuron) => neuron.incentive > 0 || neuron.uid === uid);
  const better = miners.filter((neuron) => neuron.incentive > own.incentive).length;
  return { place: better + 1, of: miners.length, incentive: own.incentive };
}
