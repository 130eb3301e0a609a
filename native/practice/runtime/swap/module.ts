import { ensureRoot } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { storage } from "../subtensor/pallet.ts";
import { swap } from "./pallet.ts";
import { recordSquareRootPrices } from "./square-root-price.ts";

const refuse = (): void => swap.fail("Deprecated");

/** The calls of Swap: only the fee can be set; liquidity belongs to the protocol. */
export const swapModule = implement(
  swap,
  {
    set_fee_rate(context, { netuid, rate }) {
      ensureRoot(context);
      if (!storage.NetworksAdded.get(context.state, netuid)) swap.fail("MechanismDoesNotExist");
      if (rate > swap.constants.MaxFeeRate) swap.fail("FeeRateTooHigh");
      swap.storage.FeeRate.put(context.state, netuid, rate);
      context.deposit(swap.event.FeeRateSet({ netuid, rate }));
    },
    toggle_user_liquidity: refuse,
    add_liquidity: refuse,
    remove_liquidity: refuse,
    modify_position: refuse,
    disable_lp: refuse,
  },
  { onFinalize: ({ state }) => recordSquareRootPrices(state) },
);
