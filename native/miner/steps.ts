import { type MiningStep, type MiningStepName, miningStepNames } from "../api/mining.ts";

/** How fast this network goes, as far as waiting is concerned. */
export interface NetworkPace {
  /** Seconds between blocks. */
  readonly blockSeconds: number;
  /** Blocks between epochs. */
  readonly tempo: number;
}

/** Blocks for which an answered challenge counts as fresh: 90 s on the practice network, several rounds of every validator. */
const FRESH_BLOCKS = 90;

/** How long an answered challenge counts as fresh, in milliseconds. */
export function freshMillis(pace: NetworkPace): number {
  return Math.ceil(FRESH_BLOCKS * pace.blockSeconds * 1000);
}

/** Seconds that each step usually takes: work measured on two CPU cores, waits in blocks of this network. */
export function usualSeconds(pace: NetworkPace): Record<MiningStepName, number> {
  const { blockSeconds, tempo } = pace;
  return {
    hardware: 1,
    model: 3,
    // Unlocking the coldkey takes about six seconds by design; then a block.
    register: 6 + 2 * blockSeconds,
    endpoint: 1,
    announce: 2 * blockSeconds,
    // House validators ask every six blocks.
    challenge: 6 * blockSeconds,
    answer: 1,
    // Weights go out after the round, and the epoch after them pays.
    reward: tempo * blockSeconds,
  };
}

/** Every step, none begun. */
export function freshSteps(pace: NetworkPace): Record<MiningStepName, MiningStep> {
  const usual = usualSeconds(pace);
  return Object.fromEntries(
    miningStepNames.map((name) => [
      name,
      { name, state: "pending", facts: {}, usualSeconds: usual[name] } satisfies MiningStep,
    ]),
  ) as Record<MiningStepName, MiningStep>;
}

/** The steps that must all be done before anything can be earned. */
export const setupSteps: readonly MiningStepName[] = [
  "hardware",
  "model",
  "register",
  "endpoint",
  "announce",
];
