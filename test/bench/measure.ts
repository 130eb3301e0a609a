import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** Several measurements of one thing: the middle one and the two ends. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly samples: number;
}

/** One line of a section: a figure, and where there is one the same figure of a named alternative from the same run. */
export interface Row {
  readonly name: string;
  readonly unit: "ms" | "s" | "MiB" | "MiB/s" | "tokens/s";
  readonly measured: Spread;
  readonly against?: { readonly name: string; readonly measured: Spread };
}

/** One part of the bench. */
export interface Section {
  readonly name: string;
  /** What is measured and how, in a sentence. */
  readonly about: string;
  /** Why it is left out unless it is named; unset for a section that always runs. */
  readonly onRequest?: string;
  run(context: BenchContext): Promise<readonly Row[]>;
}

/** What a section gets. */
export interface BenchContext {
  /** How often each thing is measured. */
  readonly runs: number;
  /** An empty folder of its own that goes away afterwards. */
  readonly folder: string;
  /** Says on standard error what takes a while. */
  readonly say: (line: string) => void;
}

/** The machine that the figures are from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core in the last minute, before the bench began: above the cores, figures are of a busy machine. */
  readonly load: number;
}

/** Describes this machine. */
export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** Median and ends of at least one sample. */
export function spread(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new RangeError("nothing was measured");
  const sorted = [...samples].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
  return {
    median,
    least: sorted[0] ?? 0,
    most: sorted.at(-1) ?? 0,
    samples: samples.length,
  };
}

/** Milliseconds that `work` takes. */
export async function millisOf(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Does something `times` times, one after the other, and keeps what each gave. */
export async function repeat<T>(times: number, work: (run: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let run = 0; run < times; run += 1) results.push(await work(run));
  return results;
}

/** How many times the alternative's median the measured one is. */
export function ratio({ measured, against }: Row): number | undefined {
  return against === undefined ? undefined : measured.median / against.measured.median;
}
