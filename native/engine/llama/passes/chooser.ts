import type { Choice } from "../sampler.ts";
import { choose, DRAW_FROM } from "../sampler.ts";
import { type ReadingRoom, readLikeliest, readPeak } from "./readings.ts";

/** Chooses the next token from a row. One row after the other: it can hold a seed's state and a grammar's. */
export type Chooser = (row: number) => Promise<Choice>;

/** Greedy at temperature 0, otherwise by drawing from the likeliest; `random` is asked once for each draw. */
export function freeChooser(room: ReadingRoom, temperature: number, random: () => number): Chooser {
  if (temperature > 0) {
    return async (row) => choose(await readLikeliest(room, row, DRAW_FROM), temperature, random);
  }
  return async (row) => {
    const { token, totalWeight } = await readPeak(room, row);
    return { token, logprob: -Math.log(totalWeight) || 0 };
  };
}
