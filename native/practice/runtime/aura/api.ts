import { apiMethod, defineApi, type RuntimeApi } from "../../frame/runtime-api.ts";
import { newtype, u64, vec } from "../../scale/type.ts";
import { authorityId } from "../config-types.ts";
import { auraStorage } from "./pallet.ts";

const slotDuration = newtype(["sp_consensus_slots", "SlotDuration"], u64, "u64");

/** AuraApi of a network that makes a block every `slotMillis` milliseconds. Source: sp-consensus-aura, AuraApi. */
export function auraApi(slotMillis: number): RuntimeApi {
  return defineApi("AuraApi", 1, {
    slot_duration: apiMethod({}, slotDuration, () => BigInt(slotMillis)),
    authorities: apiMethod({}, vec(authorityId), ({ state }) => auraStorage.Authorities.get(state)),
  });
}
