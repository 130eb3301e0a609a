import type { Finding } from "./finding.ts";
import { MISSED, meanAfter } from "./samples.ts";

/** What the watt budget remembers: the mean that it steers by and the share of the time that it leaves. */
export interface PowerMemory {
  readonly meanWatts?: number;
  readonly share: number;
  readonly at: number;
  /** When the watts were last known. */
  readonly seenAt?: number;
}

/** Nothing was measured yet. */
export const noPower: PowerMemory = { share: 1, at: 0 };

/** Share per second for a mean that is one whole budget off. With the mean's delay this stays damped up to twice the budget. */
const GAIN = 0.015;
/** Below the budget by no more than this part nothing changes, so that the share comes to rest. */
const CALM = 0.05;
/** It never stops altogether: a budget below what an idle GPU draws would otherwise end all work without a word. */
const LEAST_SHARE = 0.05;
/** The engine's pace is told in steps of a twentieth: so much less than the share is that share. */
const ROUNDING = 0.05;
/** A gap in the samples counts as no more than this. Seconds. */
const LONGEST_STEP = 5;

/**
 * The memory after one sample: an integral controller on the mean watts of all GPUs, with a calm zone right below the budget. It
 * steers only while work runs, and upwards only while no other rule slows more: either would teach it that there is room.
 */
export function watchPower(
  budget: number | undefined,
  memory: PowerMemory,
  sample: {
    readonly watts: number | undefined;
    readonly works: boolean;
    readonly now: number;
    /** The share of the time that work was let run, by whatever rule. */
    readonly pace?: number;
  },
): PowerMemory {
  const { watts, works, now, pace = memory.share } = sample;
  if (watts === undefined) {
    // For that long a budget cannot be kept.
    const missed = memory.seenAt === undefined || now - memory.seenAt > MISSED;
    return { ...memory, at: now, ...(missed || budget === undefined ? { share: 1 } : {}) };
  }
  const seconds = Math.min(Math.max(0, now - memory.at) / 1000, LONGEST_STEP);
  const meanWatts = meanAfter(memory.meanWatts, watts, seconds);
  const seen = { meanWatts, at: now, seenAt: now };
  if (budget === undefined) return { ...seen, share: 1 };
  if (!works) return { ...seen, share: memory.share };
  const off = (budget - meanWatts) / budget;
  // Where another rule slows more than this one would, a low draw does not say that there is room.
  const held = pace < memory.share - ROUNDING;
  const push = off < 0 ? off : held ? 0 : Math.max(0, off - CALM);
  const share = Math.min(1, Math.max(LEAST_SHARE, memory.share + GAIN * push * seconds));
  return { ...seen, share };
}

/** What the budget says now: slow while it leaves less than all of the time. */
export function powerFinding(budget: number | undefined, memory: PowerMemory): Finding | undefined {
  if (budget === undefined || memory.share >= 1) return undefined;
  const value = memory.meanWatts === undefined ? undefined : Math.round(memory.meanWatts);
  return { kind: "powerBudget", action: "slow", value, limit: budget, share: memory.share };
}
