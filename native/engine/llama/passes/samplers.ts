import type { LlamaModel } from "node-llama-cpp";
import { type AddonSampler, createAddonSampler } from "./addon.ts";

/** The samplers of one model, lent out for one reading each: a sampler holds a copy of the vocabulary and is worth keeping. */
export interface Samplers {
  /**
   * Runs a reading with a sampler that keeps the `topK` largest logits, or takes the largest where that is 0. Waits while all of that
   * kind are in use. Must not be nested, as a reading that waits for another's sampler could wait for ever.
   */
  use<R>(topK: number, read: (sampler: AddonSampler) => Promise<R>): Promise<R>;
  /** Frees them; the caller has ended all readings. */
  close(): void;
}

interface Kind {
  readonly free: AddonSampler[];
  readonly waiting: ((sampler: AddonSampler) => void)[];
  made: number;
}

/** Samplers for a model; `most` of a kind at once, which is how many readings run side by side. */
export function createSamplers(model: LlamaModel, most: number): Samplers {
  const kinds = new Map<number, Kind>();
  const all: AddonSampler[] = [];

  const take = (kind: Kind, topK: number): AddonSampler | Promise<AddonSampler> => {
    const kept = kind.free.pop();
    if (kept !== undefined) return kept;
    if (kind.made >= most) return new Promise((resolve) => kind.waiting.push(resolve));
    kind.made += 1;
    const sampler = createAddonSampler(
      model,
      topK === 0 ? { temperature: 0, seed: 0 } : { temperature: 1, topK, seed: 0 },
    );
    all.push(sampler);
    return sampler;
  };

  return {
    use: async (topK, read) => {
      let kind = kinds.get(topK);
      if (kind === undefined) {
        kind = { free: [], waiting: [], made: 0 };
        kinds.set(topK, kind);
      }
      const taken = take(kind, topK);
      // Awaiting what is at hand would cost a turn of the loop for each token.
      const sampler = taken instanceof Promise ? await taken : taken;
      try {
        return await read(sampler);
      } finally {
        const next = kind.waiting.shift();
        if (next === undefined) kind.free.push(sampler);
        else next(sampler);
      }
    },
    close: () => {
      for (const sampler of all) sampler.dispose();
      all.length = 0;
      kinds.clear();
    },
  };
}
