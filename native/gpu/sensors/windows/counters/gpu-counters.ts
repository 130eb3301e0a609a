import { type CounterPort, counterFormat } from "./counter-port.ts";
import { counterQuery } from "./counter-query.ts";
import { type HeldByProgram, type Luid, loads, memoryInUse, programs } from "./gpu-instances.ts";
import { rationed } from "./rationed.ts";

/** What Windows' counters tell of all cards at one time; a card that is missing in one is not told of. Bytes, loads 0..1. */
export interface GpuCounters {
  readonly loads: ReadonlyMap<Luid, number>;
  readonly usedBytes: ReadonlyMap<Luid, number>;
  readonly programs: ReadonlyMap<Luid, readonly HeldByProgram[]>;
  /** Why some are missing, in plain sentences. */
  readonly notes: readonly string[];
}

const ENGINES = String.raw`\GPU Engine(*)\Utilization Percentage`;
const ADAPTERS = String.raw`\GPU Adapter Memory(*)\Dedicated Usage`;
/**
 * What of a program is in the card's memory. Its "Dedicated Usage" is what it was promised, wherever that is, and grows without end after
 * the computer slept (winsiderss/systeminformer#2971, #2073, #2389).
 */
const PROGRAMS = String.raw`\GPU Process Memory(*)\Local Usage`;
/** Under one percent of a core together. Every program has an instance for every engine: those are the dear ones. */
const SHARE = { engines: 0.005, memory: 0.003 } as const;

/**
 * Load and memory of every vendor's cards from Windows' performance counters. Two queries, so that the few instances of memory are not
 * kept from being asked at once by the many of the engines. Never rejects and is never waited for long: a provider that hangs costs
 * these figures and no others.
 */
export function gpuCounters(port: CounterPort, now: () => number): () => Promise<GpuCounters> {
  const engines = counterQuery(port, [{ path: ENGINES, format: counterFormat.share }]);
  const memory = counterQuery(port, [
    { path: ADAPTERS, format: counterFormat.whole },
    { path: PROGRAMS, format: counterFormat.whole },
  ]);
  const readLoads = rationed({
    prepare: engines.open,
    ask: async () => {
      const [items] = await engines.sample();
      return items && loads(items);
    },
    share: SHARE.engines,
    apart: 500,
    now,
  });
  const readMemory = rationed({
    prepare: memory.open,
    ask: async () => {
      const [adapters, held] = await memory.sample();
      if (adapters === undefined && held === undefined) return undefined;
      return { usedBytes: memoryInUse(adapters ?? []), programs: programs(held ?? []) };
    },
    share: SHARE.memory,
    now,
  });
  return async () => {
    const [load, held] = await Promise.all([readLoads(), readMemory()]);
    const why = load.trouble ?? held.trouble;
    return {
      loads: load.value ?? new Map(),
      usedBytes: held.value?.usedBytes ?? new Map(),
      programs: held.value?.programs ?? new Map(),
      notes: why === undefined ? [] : [`Load or memory of the GPU may be missing: ${why}.`],
    };
  };
}
