import type { GovernorStatus } from "../api/governor.ts";

/** Bytes in use, as each probe sees them; own is what Hearth's models and caches are known to take. */
export interface HeldMemory {
  readonly own: number;
  /** Of all GPUs, asked of llama.cpp. */
  readonly engine?: number | undefined;
  /** Of the engine's process in main memory, where there is no GPU. */
  readonly process?: number | undefined;
  /** Of all GPUs, as the hardware monitor has it. */
  readonly report?: number | undefined;
}

/** Asks the devices anew. Never rejects: a probe that does not answer leaves its figure out. */
export type MemoryProbe = () => Promise<HeldMemory>;

/** So much of what was held must be seen to be free: drivers round, and other programs come and go meanwhile. */
const SHARE_ON_GPU = 0.9;
/** Of a process less comes back: pages that were never touched were never resident. */
const SHARE_IN_PROCESS = 0.25;

/** What was given back between two looks through the same probe, and whether that proves that the model is gone. */
export function freedBetween(
  before: HeldMemory,
  after: HeldMemory,
): { readonly bytes: number; readonly proven: boolean } {
  for (const probe of ["engine", "process", "report"] as const) {
    const [had, has] = [before[probe], after[probe]];
    if (had === undefined || has === undefined) continue;
    const bytes = Math.max(0, had - has);
    const share = probe === "process" ? SHARE_IN_PROCESS : SHARE_ON_GPU;
    return { bytes, proven: bytes > 0 && bytes >= before.own * share };
  }
  return { bytes: 0, proven: false };
}

/**
 * Looks again until the memory is seen to be free, for two seconds from the pause on and at least once after the engine let go.
 * Undefined where nothing was held, or the signal aborts.
 */
export async function proveFreed(options: {
  readonly before: HeldMemory;
  readonly probe: MemoryProbe;
  /** When the pause was asked for. */
  readonly startedAt: number;
  readonly now: () => number;
  /** Waits a moment between two looks. */
  readonly wait: () => Promise<void>;
  readonly signal: AbortSignal;
}): Promise<GovernorStatus["freed"]> {
  const { before, startedAt, now, signal } = options;
  if (before.own === 0) return undefined;
  for (;;) {
    const { bytes, proven } = freedBetween(before, await options.probe());
    if (signal.aborted) return undefined;
    const at = now();
    const millis = Math.max(0, at - startedAt);
    if (proven || millis >= LIMIT_MILLIS) return { bytes: Math.round(bytes), millis, proven, at };
    await options.wait();
  }
}

const LIMIT_MILLIS = 2_000;
