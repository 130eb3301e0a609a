import { integerSquareRoot } from "../../../protocol/power.ts";
import type { State } from "../../frame/state.ts";
import { storage } from "../subtensor/pallet.ts";
import { swap } from "./pallet.ts";
import { currentPrice, isDynamic } from "./trade.ts";

const FRACTION_BITS = 64n;

/**
 * Writes the square root of each pool's price, U64F64, where it is no longer what is written, and removes it for
 * subnets that are gone. The pool of spec 393 kept it so; the present one has no use for it, but its readers have.
 */
export function recordSquareRootPrices(state: State): void {
  const item = swap.storage.AlphaSqrtPrice;
  const written = new Map(item.entries(state).map(([[netuid], { bits }]) => [netuid, bits]));
  for (const [[netuid]] of storage.NetworksAdded.entries(state)) {
    if (!isDynamic(state, netuid)) continue;
    const bits = integerSquareRoot(currentPrice(state, netuid) << FRACTION_BITS);
    if (written.get(netuid) !== bits) item.put(state, netuid, { bits });
    written.delete(netuid);
  }
  for (const netuid of written.keys()) item.remove(state, netuid);
}
