import {
  bad,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  skipped,
  unknown,
} from "../check.ts";
import { spanText } from "../text.ts";

/** How late the newest blocks came by this computer's clock: arrival minus the block's own time, in milliseconds, oldest first. */
export interface ClockFacts {
  readonly offsets: readonly number[];
  /** The chain runs on this computer, by this very clock. */
  readonly ownChain: boolean;
}

/** Requests from further in the future, or older, are refused by every peer (btauth/1: MAXIMUM_SKEW and MAXIMUM_AGE). */
const MOST_BEHIND = 2_000;
const MOST_AHEAD = 10_000;
const NEEDED_BLOCKS = 2;

/**
 * Whether peers can accept this computer's requests. A block cannot arrive before it was made, so its least lateness bounds the clock's
 * error on one side, and on the other because blocks take a few seconds to come round.
 */
export function judgeClock({ offsets, ownChain }: ClockFacts): Judgement {
  if (ownChain) return skipped("ownChain");
  if (offsets.length < NEEDED_BLOCKS) return unknown("noBlocks", { blocks: offsets.length });
  const least = Math.min(...offsets);
  const evidence = { offset: `${least < 0 ? "-" : ""}${spanText(least)}`, blocks: offsets.length };
  if (least < -MOST_BEHIND)
    return bad("behind", { ...evidence, off: spanText(least) }, byPerson("setClock"));
  return least > MOST_AHEAD
    ? bad("ahead", { ...evidence, off: spanText(least) }, byPerson("setClock"))
    : good(evidence);
}

/** The check of the clock against the chain's. */
export function clockCheck(options: {
  readonly ownChain: boolean;
  readonly offsets: () => readonly number[];
}): Check {
  return check({
    id: "clock",
    group: "computer",
    probe: () => ({ ownChain: options.ownChain, offsets: options.offsets() }),
    judge: judgeClock,
  });
}
