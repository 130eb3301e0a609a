import { storageMap, storageNMap } from "../../frame/storage.ts";
import { accountId, u16 } from "../../scale/type.ts";
import { fixedU128 } from "../subtensor/types.ts";
import { position, positionId, tick, tickIndex } from "./types.ts";

/**
 * What the pool of spec 393 stored and spec 424 does not, since tools of that time still read it. The price is kept
 * as it is now (`square-root-price.ts`); of the users' liquidity, which ended with that pool, there is none.
 */
export const olderSwapStorage = {
  /** Square root of TAO per alpha, U64F64; none for root. */
  AlphaSqrtPrice: storageMap(["Twox64Concat", u16], fixedU128),
  FeeGlobalTao: storageMap(["Twox64Concat", u16], fixedU128),
  FeeGlobalAlpha: storageMap(["Twox64Concat", u16], fixedU128),
  Ticks: storageNMap(
    [
      ["Twox64Concat", u16],
      ["Twox64Concat", tickIndex],
    ],
    tick,
    { optional: true },
  ),
  Positions: storageNMap(
    [
      ["Twox64Concat", u16],
      ["Twox64Concat", accountId],
      ["Twox64Concat", positionId],
    ],
    position,
    { optional: true },
  ),
} as const;
