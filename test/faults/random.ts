/** A stream of numbers that its seed decides, so that what was found can be found again. */
export interface Random {
  /** A whole number from 0 up to but not including `below`. */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
  bytes(count: number): Uint8Array;
  /** True once in so many times. */
  oneIn(times: number): boolean;
}

/** Mulberry32: 32 bits of state, good enough to vary inputs, and the same everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return {
    below,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined && from.length === 0) throw new RangeError("nothing to pick from");
      return picked as (typeof from)[number];
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
    oneIn: (times) => below(times) === 0,
  };
}
