import { createSizeTuner, type SizeTuner } from "./size-tuner.ts";

/** Finds how many threads a pass should take, by trying. */
export interface ThreadTuner {
  /** Threads for the next pass, which is over so many tokens. */
  next(tokens: number): number;
  /** How many milliseconds that pass took; without it nothing is learnt of the pass. */
  took(millis: number): void;
}

/**
 * llama.cpp's threads wait for each other after every layer, and spin meanwhile. With a thread for each core of an idle computer that is
 * fastest; as soon as another program takes one of the cores, all threads wait for the one that has none, and a pass takes many times as
 * long as with one thread fewer. So the number is not computed but found: now and then a few passes are made with the next smaller or
 * larger number, and the faster of the two stays. Passes over one token and over five hundred are found each for themselves, by powers of
 * two. When passes suddenly take several times as long, fewer threads are taken at once, for all sizes, and a size that was not seen yet
 * begins there; else it begins with all. Only times are compared, never results: the number of threads does not change a digit
 * (test/integration/engine/threads.test.ts).
 *
 * @param most threads at most, and at first
 */
export function createThreadTuner(most: number): ThreadTuner {
  const ladder = candidates(most);
  const sizes = new Map<number, SizeTuner>();
  /** Where the size stands that found the cores taken, until one finds that more threads are faster. */
  let crowded: number | undefined;
  let tried = false;
  let pass: { readonly size: SizeTuner; readonly tokens: number } | undefined;
  return {
    next: (tokens) => {
      const power = Math.ceil(Math.log2(Math.max(1, tokens)));
      let size = sizes.get(power);
      if (size === undefined) {
        size = createSizeTuner(ladder, crowded, tried);
        sizes.set(power, size);
      }
      pass = { size, tokens };
      return size.threads();
    },
    took: (millis) => {
      const ended = pass;
      pass = undefined;
      if (ended === undefined) return;
      const found = ended.size.took(millis / Math.max(1, ended.tokens), millis);
      if (found === "nothing") return;
      tried = true;
      if (found === "freed") crowded = undefined;
      if (found !== "taken") return;
      crowded = ended.size.step();
      for (const size of sizes.values()) if (size !== ended.size) size.follow(crowded);
    },
  };
}

/** 1, 2, 4, … and the two largest. */
function candidates(most: number): number[] {
  const powers = Array.from({ length: 16 }, (_, power) => 2 ** power);
  const steps = new Set([...powers.filter((threads) => threads < most - 1), most - 1, most]);
  return [...steps].filter((threads) => threads >= 1);
}
