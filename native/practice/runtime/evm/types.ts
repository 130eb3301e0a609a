import { array, newtype, u32, u64 } from "../../scale/type.ts";
import { hash160 } from "../subtensor/types.ts";

/** An Ethereum address, 0x hex. */
export const h160 = hash160;
/** A 256-bit number as four u64, the lowest first. */
export const u256 = newtype(["primitive_types", "U256"], array(u64, 4), "[u64; 4]");
/** Millionths. */
export const permill = newtype(["sp_arithmetic", "per_things", "Permill"], u32, "u32");
