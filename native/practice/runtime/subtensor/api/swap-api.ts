import { U64F64 } from "../../../../protocol/fixed-point.ts";
import { priceToRao } from "../../../../protocol/pool.ts";
import { apiMethod, defineApi } from "../../../frame/runtime-api.ts";
import { struct, u16, u64, type ValueOf, vec } from "../../../scale/type.ts";
import { currentPrice, simulate } from "../../swap/trade.ts";
import { saturatingSubtract } from "../chain.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";

const PATH = "pallet_subtensor_swap_runtime_api";

/** What a trade would bring, in rao and alpha units. The fee and the slippage are in the coin that they are named for. */
export const simSwapResult = struct([PATH, "SimSwapResult"], {
  tao_amount: u64,
  alpha_amount: u64,
  tao_fee: u64,
  alpha_fee: u64,
  tao_slippage: u64,
  alpha_slippage: u64,
});

const subnetPrice = struct([PATH, "SubnetPrice"], { netuid: u16, price: u64 });

const NOTHING: ValueOf<typeof simSwapResult> = {
  tao_amount: 0n,
  alpha_amount: 0n,
  tao_fee: 0n,
  alpha_fee: 0n,
  tao_slippage: 0n,
  alpha_slippage: 0n,
};

/** `SwapRuntimeApi`: prices in rao per alpha, and what a trade would bring. */
export const swapApi = defineApi("SwapRuntimeApi", 1, {
  current_alpha_price: apiMethod({ netuid: u16 }, u64, ({ state }, { netuid }) =>
    priceToRao(currentPrice(state, netuid)),
  ),
  current_alpha_price_all: apiMethod({}, vec(subnetPrice), ({ state }) =>
    subnetNetuids(state).map((netuid) => ({
      netuid,
      price: priceToRao(currentPrice(state, netuid)),
    })),
  ),
  sim_swap_tao_for_alpha: apiMethod(
    { netuid: u16, tao: u64 },
    simSwapResult,
    ({ state }, { netuid, tao }) => {
      const done = simulate(state, netuid, { side: "buy", amount: tao });
      if (done.kind === "refused") return NOTHING;
      const price = currentPrice(state, netuid);
      const ideal = U64F64.toInteger(U64F64.divide(U64F64.fromInteger(tao), price));
      return {
        ...NOTHING,
        tao_amount: done.amountIn,
        alpha_amount: done.amountOut,
        tao_fee: done.fee,
        alpha_slippage: saturatingSubtract(ideal, done.amountOut),
      };
    },
  ),
  sim_swap_alpha_for_tao: apiMethod(
    { netuid: u16, alpha: u64 },
    simSwapResult,
    ({ state }, { netuid, alpha }) => {
      const done = simulate(state, netuid, { side: "sell", amount: alpha });
      if (done.kind === "refused") return NOTHING;
      const price = currentPrice(state, netuid);
      const ideal = U64F64.toInteger(U64F64.multiply(U64F64.fromInteger(alpha), price));
      return {
        ...NOTHING,
        tao_amount: done.amountOut,
        alpha_amount: done.amountIn,
        alpha_fee: done.fee,
        tao_slippage: saturatingSubtract(ideal, done.amountOut),
      };
    },
  ),
});
