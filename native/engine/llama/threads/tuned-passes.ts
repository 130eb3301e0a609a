import type { CustomBatchingPrioritizationStrategy, LlamaContext } from "node-llama-cpp";
import { setThreads } from "../passes/addon.ts";
import { bySequence } from "../passes/batch-order.ts";
import { createThreadTuner } from "./thread-tuner.ts";

/** The passes of one context, each with as many threads as passes of its size go fastest with. */
export interface TunedPasses {
  /** Puts a batch together; the library calls it as the last thing before the pass. */
  readonly order: CustomBatchingPrioritizationStrategy;
  /** Says that a pass is over, as soon as anybody knows. */
  computed(): void;
}

/**
 * @param threads of a pass, at most
 * @param context the context, once there is one
 * @param now in milliseconds
 */
export function tunedPasses(
  threads: number,
  context: () => LlamaContext | undefined,
  now: () => number = () => performance.now(),
): TunedPasses {
  const tuner = createThreadTuner(threads);
  let begun: number | undefined;
  return {
    order: (offered) => {
      const batch = bySequence(offered);
      const made = context();
      if (made !== undefined) {
        const tokens = batch.reduce((sum, { processAmount }) => sum + processAmount, 0);
        setThreads(made, tuner.next(tokens));
        begun = now();
      }
      return batch;
    },
    computed: () => {
      if (begun !== undefined) tuner.took(now() - begun);
      begun = undefined;
    },
  };
}
