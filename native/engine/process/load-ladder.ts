import type { Concession, ConcessionStep, ModelFile } from "../engine-port.ts";
import type { GpuChoice } from "../llama/runtime/llama-runtime.ts";

/** One way of loading a model, and the files that were tried so far. */
export interface Rung {
  readonly choice: GpuChoice;
  /** Tokens of one sequence. */
  readonly contextSize: number;
  readonly file: ModelFile;
  /** sha256 of every file that was tried, this one included. */
  readonly tried: readonly string[];
}

/** Bytes of main memory that a load needed, and that were free. */
export interface Shortage {
  readonly needed: number;
  readonly available: number;
}

/** Why a load ended: the process died with it, or memory did not suffice. */
export interface LoadFailure {
  readonly kind: "died" | "too-large";
  readonly reason: string;
  /** What memory lacked, where that was it and the engine told. */
  readonly shortage?: Shortage;
}

/** What is left to give up from a rung. */
export interface Below {
  /** The next compute layer; absent on the last one, or where others would lose theirs. */
  readonly choice?: GpuChoice;
  /** Names of the compute layers for people. */
  readonly names: { readonly from: string; readonly to: string };
  /** A smaller file of the same model that may be used here. */
  readonly smaller?: ModelFile;
}

/** How far a load may go down. */
export interface LadderLimits {
  readonly concede: ConcessionStep | "nothing";
  /** Tokens below which the context is never shortened. */
  readonly leastContext: number;
}

/** Tokens below which a context is never shortened, unless a load says otherwise: less holds no conversation. */
export const LEAST_CONTEXT = 256;

const order: readonly (ConcessionStep | "nothing")[] = [
  ...(["nothing", "backend", "context", "quantisation"] as const),
];
/**
 * A process that died met a bug of its compute layer first of all. Memory is as much on one layer as on the other, since what does not
 * fit the GPU is left to the processor anyway; there the layer is the last resort.
 */
const steps: Readonly<Record<LoadFailure["kind"], readonly ConcessionStep[]>> = {
  died: ["backend", "context", "quantisation"],
  "too-large": ["context", "quantisation", "backend"],
};

/** The next way to try after a failure, and what it gives up; undefined when nothing is left. It only ever goes down, so it ends. */
export function nextRung(
  rung: Rung,
  failure: LoadFailure,
  below: Below,
  limits: LadderLimits,
): { readonly rung: Rung; readonly concession: Concession } | undefined {
  const { reason } = failure;
  for (const step of steps[failure.kind]) {
    if (order.indexOf(step) > order.indexOf(limits.concede)) continue;
    switch (step) {
      case "backend": {
        if (below.choice === undefined) break;
        const { from, to } = below.names;
        return { rung: { ...rung, choice: below.choice }, concession: { step, from, to, reason } };
      }
      case "context": {
        const contextSize = Math.max(limits.leastContext, Math.floor(rung.contextSize / 2));
        if (contextSize >= rung.contextSize) break;
        const [from, to] = [`${rung.contextSize}`, `${contextSize}`];
        return { rung: { ...rung, contextSize }, concession: { step, from, to, reason } };
      }
      case "quantisation": {
        const { smaller } = below;
        if (smaller === undefined || rung.tried.includes(smaller.sha256)) break;
        const tried = [...rung.tried, smaller.sha256];
        const concession = { step, from: rung.file.id, to: smaller.id, reason };
        return { rung: { ...rung, file: smaller, tried }, concession };
      }
      default:
        return step satisfies never;
    }
  }
  return undefined;
}
