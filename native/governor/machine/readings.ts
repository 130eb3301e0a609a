/** What the governor looks at of one GPU. Memory in bytes. */
export interface GpuReading {
  readonly id: string;
  readonly name: string;
  readonly celsius?: number | undefined;
  readonly watts?: number | undefined;
  readonly wattsLimit?: number | undefined;
  /** Has memory of its own, so that what others take of it can be told. */
  readonly dedicated: boolean;
  readonly totalBytes: number;
  readonly usedBytes: number;
  /** Which probe tells `usedBytes`, where the report says it: two probes count differently. */
  readonly usedBy?: string | undefined;
  /** Held by programs that Hearth started. More than `usedBytes` where that is not known now, or of an earlier moment. */
  readonly ownBytes: number;
  /** The driver's list shows one of them there: it counts more than the engine does. */
  readonly listed?: boolean | undefined;
  /** No driver lists programs, and llama.cpp only knows a sum: `ownBytes` is an even share of it and may be far off. */
  readonly ownIsShare?: boolean | undefined;
  /** The foreign program that holds most of it, where the driver tells. */
  readonly program?: string | undefined;
}

/** What was sensed of the person and the computer; what cannot be told is undefined. */
export interface SensedReading {
  /** Seconds since the last key or movement. */
  readonly idleSeconds?: number | undefined;
  /** Another program fills the screen. */
  readonly fullScreen?: boolean | undefined;
  readonly onBattery?: boolean | undefined;
  /** The computer is about to sleep. */
  readonly asleep?: boolean | undefined;
}

/** Everything that the rules look at, of one moment. A computer without a GPU has none in the list. */
export interface Readings extends SensedReading {
  readonly gpus: readonly GpuReading[];
  /** Ids of the models that are in memory or come back after a pause, in one text; undefined where the engine does not tell. */
  readonly models?: string | undefined;
}

/** Before anything was read. */
export const nothingRead: Readings = { gpus: [] };

/**
 * The GPUs whose heat and watts are counted: those of their own, where there is one. What graphics inside a processor tell is the whole
 * processor's, which is never a reason beside a card that does the work.
 */
export function counted(gpus: readonly GpuReading[]): readonly GpuReading[] {
  const cards = gpus.filter(({ dedicated }) => dedicated);
  return cards.length > 0 ? cards : gpus;
}

/** Watts that all GPUs draw at most; undefined where one does not tell its limit. */
export function limitWatts(gpus: readonly GpuReading[]): number | undefined {
  const known = gpus.flatMap(({ wattsLimit }) => (wattsLimit === undefined ? [] : [wattsLimit]));
  if (known.length === 0 || known.length < gpus.length) return undefined;
  return known.reduce((sum, watts) => sum + watts, 0);
}
