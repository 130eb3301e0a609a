import type { LlamaContextSequence } from "node-llama-cpp";
import { evaluate } from "./addon.ts";
import { type Crowd, untilPassesMay } from "./crowd.ts";

/** Reads what comes after the token at `index`, from its row. */
export type ReadRow<R> = (row: number, index: number) => Promise<R>;

/**
 * Evaluates tokens at the end of a sequence and reads the wanted ones' rows while they are there. Readings of one batch run side by side.
 * @returns the readings, in the order of the tokens.
 */
export async function pass<R>(
  sequence: LlamaContextSequence,
  tokens: readonly number[],
  wanted: readonly boolean[],
  read: ReadRow<R>,
  crowd: Crowd,
): Promise<readonly R[]> {
  const readings: R[] = [];
  const pending: Promise<void>[] = [];
  let started = 0;
  let failure: { readonly error: unknown } | undefined;
  // Awaiting where nobody is in the way would cost a turn of the loop for each token.
  if (crowd.apart !== undefined) await untilPassesMay(crowd);
  await evaluate(sequence, {
    tokens,
    wanted,
    read: (row, index) => {
      crowd.computed?.();
      const place = started++;
      const kept = read(row, index).then(
        (reading) => {
          readings[place] = reading;
        },
        // Thrown inside a pass it would be lost, and everyone in the pass would wait for ever.
        (error: unknown) => {
          failure ??= { error };
        },
      );
      pending.push(kept);
    },
    // The next pass would overwrite the rows.
    done: async () => {
      crowd.computed?.();
      await Promise.all(pending);
      // The library looks at once for what comes next. Whoever was read last would miss that pass, and every second one after it.
      if (crowd.running > 1) await new Promise((resolve) => setImmediate(resolve));
    },
  });
  // The library answers before it waits for what was read.
  await Promise.all(pending);
  if (failure !== undefined) throw failure.error;
  return readings;
}
