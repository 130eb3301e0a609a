import type { WouldEarn } from "../api/benchmark.ts";
import { quantile } from "./spread.ts";

/** One neuron of a subnet in the last epoch: incentive and dividends as the chain scales them, emission in alpha units. */
export interface PaidNeuron {
  readonly incentive: number;
  readonly dividends: number;
  readonly permit: boolean;
  readonly emission: bigint;
}

/** What turns an epoch's alpha into a day's rao. */
export interface SubnetPace {
  /** Blocks between two epochs. */
  readonly tempo: number;
  readonly blockSeconds: number;
  /** Rao per alpha times 1e9, as the chain gives it. */
  readonly price: bigint;
}

const SECONDS_A_DAY = 86_400;
const PRICE_SCALE = 1_000_000_000;

/**
 * What the miners of a subnet got in the last epoch, carried on for a day at the price now: the quarter, the half and the
 * ninth tenth of them. Miners are the neurons that earned incentive, and those without permit that earned nothing: a
 * newcomer can be one of either. Neurons with dividends are left out, since their emission is not a miner's alone.
 */
export function perDay(
  neurons: readonly PaidNeuron[],
  pace: SubnetPace,
): { readonly perDay: WouldEarn["perDay"]; readonly miners: number } | undefined {
  const miners = neurons.filter(
    ({ incentive, dividends, permit }) => dividends === 0 && (incentive > 0 || !permit),
  );
  if (!miners.some(({ incentive }) => incentive > 0)) return undefined;
  const epochs = SECONDS_A_DAY / (pace.tempo * pace.blockSeconds);
  const paid = miners.map(
    ({ emission }) => (Number(emission) * epochs * Number(pace.price)) / PRICE_SCALE,
  );
  const at = (share: number): string => String(BigInt(Math.round(quantile(paid, share))));
  return { perDay: { low: at(0.25), middle: at(0.5), high: at(0.9) }, miners: miners.length };
}
