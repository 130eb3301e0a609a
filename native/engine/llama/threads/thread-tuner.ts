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
 * two; a size that was not seen yet begins where its neighbour stands. When passes suddenly take several times as long, fewer threads are
 * taken at once, for all sizes. Only times are compared, never results: the number of threads does not change a digit
 * (test/integration/engine/threads.test.ts).
 *
 * @param most threads at most, and at first
 */
export function createThreadTuner(most: number): ThreadTuner {
  const ladder = candidates(most);
  const kinds = new Map<number, SizeTuner>();
  let pass: { readonly kind: SizeTuner; readonly tokens: number } | undefined;
  return {
    next: (tokens) => {
      const power = Math.ceil(Math.log2(Math.max(1, tokens)));
      let kind = kinds.get(power);
      if (kind === undefined) {
        kind = createSizeTuner(ladder, nearest(kinds, power));
        kinds.set(power, kind);
      }
      pass = { kind, tokens };
      return kind.threads();
    },
    took: (millis) => {
      const ended = pass;
      pass = undefined;
      if (ended === undefined) return;
      const alarmed = ended.kind.took(millis / Math.max(1, ended.tokens), millis);
      const step = ended.kind.found();
      if (!alarmed || step === undefined) return;
      for (const kind of kinds.values()) if (kind !== ended.kind) kind.follow(step);
    },
  };
}

/** Where the nearest size stands that found something. */
function nearest(kinds: ReadonlyMap<number, SizeTuner>, power: number): number | undefined {
  return [...kinds]
    .flatMap(([other, kind]) => {
      const step = kind.found();
      return step === undefined ? [] : [{ step, away: Math.abs(other - power) }];
    })
    .sort((a, b) => a.away - b.away)[0]?.step;
}

/** 1, 2, 4, … and the two largest. */
function candidates(most: number): number[] {
  const powers = Array.from({ length: 16 }, (_, power) => 2 ** power);
  const steps = new Set([...powers.filter((threads) => threads < most - 1), most - 1, most]);
  return [...steps].filter((threads) => threads >= 1);
}
