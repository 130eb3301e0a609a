/**
 * The chain's own time: the wall clock, plus what was skipped. Blocks that are made at once are a block time apart all the
 * same; without this the chain would then stand still in its own time until the wall clock had caught up.
 */
export class ChainClock {
  readonly #wall: () => number;
  #ahead = 0;

  /** `wall` is milliseconds since 1970 UTC. */
  constructor(wall: () => number = Date.now) {
    this.#wall = wall;
  }

  /** Milliseconds since 1970 UTC, in the chain's time. */
  now(): number {
    return this.#wall() + this.#ahead;
  }

  /** Goes on from `millis` where that is later than now. */
  reach(millis: number): void {
    this.#ahead = Math.max(this.#ahead, millis - this.#wall());
  }
}
