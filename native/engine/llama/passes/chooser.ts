import { type Choice, choose, DRAW_FROM } from "../sampler.ts";
import { type ReadingRoom, readLikeliest, readPeak } from "./readings.ts";

/** Chooses the next token from a row. One row after the other: it can hold a seed's state and a grammar's. */
export type Chooser = (row: number) => Promise<Choice>;

/** How to choose; `random` gives numbers in [0, 1) and is asked once for each draw. Without `logprobs` those come out as NaN. */
export interface Choosing {
  /** 0 takes the greedy token. */
  readonly temperature: number;
  readonly random: () => number;
  readonly logprobs: boolean;
}

/** Greedy at temperature 0, otherwise by drawing from the likeliest. */
export function freeChooser(room: ReadingRoom, choosing: Choosing): Chooser {
  const { temperature, random, logprobs } = choosing;
  if (temperature > 0) {
    return async (row) =>
      choose(await readLikeliest(room, row, DRAW_FROM, logprobs), temperature, random);
  }
  return async (row) => {
    const { token, totalWeight } = await readPeak(room, row, logprobs);
    return { token, logprob: -Math.log(totalWeight) || 0 };
  };
}
