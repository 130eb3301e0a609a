import type { GovernorStatus } from "../../api/governor.ts";

/** What a model of ours takes, in bytes. */
export interface OwnMemory {
  readonly vram: number;
  readonly ram: number;
}

/** Bytes in use, as each probe sees them. */
export interface HeldMemory {
  /** What llama.cpp counts for the models that are loaded. */
  readonly own: OwnMemory;
  /** Of all GPUs, held by our own programs, where their drivers list who holds what. */
  readonly ours?: number | undefined;
  /** Of all GPUs, asked of llama.cpp. */
  readonly engine?: number | undefined;
  /** Of all GPUs, as the hardware monitor has it. */
  readonly report?: number | undefined;
  /** Of the engine's process in main memory: all there is for a model that uses no GPU. */
  readonly process?: number | undefined;
  /** Of model files in that process's address space, where the system tells. */
  readonly mapped?: number | undefined;
}

/** Asks the devices anew. Never rejects: a probe that does not answer leaves its figure out. */
export type MemoryProbe = () => Promise<HeldMemory>;

/** So much of what was held must be seen to be free: drivers round, and other programs come and go meanwhile. */
const SHARE_ON_GPU = 0.9;
/** So much of it in the list of programs, and it is not gone. */
const STILL_THERE = 0.5;
/** Of a process less comes back: pages that were never touched were never resident … */
const SHARE_IN_PROCESS = 0.5;
/** … and its own bookkeeping grows and shrinks by this. */
const NOISE_IN_PROCESS = 32 * 2 ** 20;
/** Longer than this no pause may take. */
const LIMIT_MILLIS = 2_000;

/** What was given back, and whether that proves that the model is gone. */
interface Given {
  readonly bytes: number;
  readonly proven: boolean;
}

/**
 * What was given back between two looks: by the first probe that proves it, else by the first that saw both. The list of programs goes
 * first: who wanted the memory may have taken it by now, so that the sum over all of them hardly falls. While it shows that ours is still
 * there, no sum proves anything: it may be another program that left.
 */
export function freedBetween(before: HeldMemory, after: HeldMemory): Given {
  const listed = (before.ours ?? 0) >= before.own.vram * SHARE_ON_GPU ? before.ours : undefined;
  if (listed !== undefined && (after.ours ?? 0) > listed * STILL_THERE)
    return { bytes: fallen(listed, after.ours) ?? 0, proven: false };
  const onGpu = [
    fallen(listed, after.ours),
    fallen(before.engine, after.engine),
    fallen(before.report, after.report),
  ]
    .filter((bytes) => bytes !== undefined)
    .map((bytes) => ({ bytes, proven: bytes > 0 && bytes >= before.own.vram * SHARE_ON_GPU }));
  const seen = before.own.vram > 0 && onGpu.length > 0 ? onGpu : [inProcess(before, after)];
  return seen.find(({ proven }) => proven) ?? seen[0] ?? { bytes: 0, proven: false };
}

function inProcess(before: HeldMemory, after: HeldMemory): Given {
  const bytes = fallen(before.process, after.process);
  if (bytes === undefined) return { bytes: 0, proven: false };
  const enough = bytes >= before.own.ram * SHARE_IN_PROCESS - NOISE_IN_PROCESS;
  // A file that is no longer mapped is gone however small it is; without that figure only the process's size can tell.
  const gone = before.mapped ? after.mapped === 0 : bytes > 0;
  return { bytes, proven: gone && enough };
}

function fallen(had: number | undefined, has: number | undefined): number | undefined {
  return had === undefined || has === undefined ? undefined : Math.max(0, had - has);
}

/**
 * Looks again until the memory is seen to be free, for two seconds from the pause on and at least once after the engine let go.
 * Undefined where nothing was held, or the signal aborts.
 */
export async function proveFreed(options: {
  readonly before: HeldMemory;
  readonly probe: MemoryProbe;
  /** When the pause was asked for, by `monotonic`. */
  readonly startedAt: number;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits a moment between two looks. */
  readonly wait: () => Promise<void>;
  readonly signal: AbortSignal;
}): Promise<GovernorStatus["freed"]> {
  const { before, startedAt, monotonic, signal } = options;
  if (before.own.vram + before.own.ram === 0) return undefined;
  for (;;) {
    const { bytes, proven } = freedBetween(before, await options.probe());
    if (signal.aborted) return undefined;
    const millis = Math.round(monotonic() - startedAt);
    if (proven || millis >= LIMIT_MILLIS)
      return { bytes: Math.round(bytes), millis, proven, at: options.now() };
    await options.wait();
  }
}
