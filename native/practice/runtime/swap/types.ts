import { i32, i128, newtype, struct, u16, u64, u128 } from "../../scale/type.ts";
import { fixedI128 } from "../subtensor/types.ts";

const PALLET = ["pallet_subtensor_swap", "pallet"];

/** A step on the price axis of user liquidity, which finney no longer has. */
export const tickIndex = newtype([...PALLET, "TickIndex"], i32, "i32");
/** The number of a position of user liquidity. */
export const positionId = newtype([...PALLET, "PositionId"], u128, "u128");

/** What a price step holds, as spec 393 has it. */
export const tick = struct(["pallet_subtensor_swap", "tick", "Tick"], {
  liquidity_net: i128,
  liquidity_gross: u64,
  fees_out_tao: fixedI128,
  fees_out_alpha: fixedI128,
});

/** An account's liquidity between two price steps, as spec 393 has it. */
export const position = struct(["pallet_subtensor_swap", "position", "Position"], {
  id: positionId,
  netuid: u16,
  tick_low: tickIndex,
  tick_high: tickIndex,
  liquidity: u64,
  fees_tao: fixedI128,
  fees_alpha: fixedI128,
});
