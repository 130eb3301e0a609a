import type { HearthError } from "../api/errors.ts";
import type { ScoreBook } from "./score-book.ts";

/** One miner's share of the weights last set, 0..1, by uid. */
export type Shares = ReadonlyMap<number, number>;

/** What a validator's loop reports as it goes. */
export type LoopEvent =
  | { readonly kind: "waiting"; readonly reason: "not-registered" | "no-permit" }
  | {
      readonly kind: "standing";
      readonly uid: number;
      readonly permit: boolean;
      /** Total stake of the hotkey on the subnet, in alpha units. */
      readonly stake: bigint;
      /** Validator trust of the last epoch, 0..1. */
      readonly trust: number;
      readonly nextEpochBlock?: number;
    }
  | {
      readonly kind: "round";
      readonly block: number;
      readonly millis: number;
      readonly book: ScoreBook;
    }
  | {
      readonly kind: "weights";
      readonly block: number;
      readonly shares: Shares;
      readonly nextBlock: number;
    }
  /** A round was skipped because the engine is paused; no miner loses anything by it. */
  | { readonly kind: "paused"; readonly during: "round" | "weights"; readonly error: HearthError }
  | { readonly kind: "trouble"; readonly during: "round" | "weights"; readonly error: HearthError };
