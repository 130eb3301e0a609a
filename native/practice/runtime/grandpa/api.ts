import { apiMethod, defineApi } from "../../frame/runtime-api.ts";
import { bytes, newtype, option, u64, unit } from "../../scale/type.ts";
import { grandpa } from "./pallet.ts";
import { authorityList, equivocationProof, voter } from "./types.ts";

const opaque = newtype(["sp_runtime", "OpaqueValue"], bytes, "Vec<u8>");

/**
 * GrandpaApi: nobody votes, and it is the first set. Reports and proofs are not taken or given, as on finney, whose proof type has no
 * values. Source: runtime/src/lib.rs, impl fg_primitives::GrandpaApi.
 */
export const grandpaApi = defineApi("GrandpaApi", 3, {
  grandpa_authorities: apiMethod({}, authorityList, ({ state }) =>
    grandpa.storage.Authorities.get(state),
  ),
  submit_report_equivocation_unsigned_extrinsic: apiMethod(
    { equivocation_proof: equivocationProof, key_owner_proof: opaque },
    option(unit),
    () => undefined,
  ),
  generate_key_ownership_proof: apiMethod(
    { set_id: u64, authority_id: voter },
    option(opaque),
    () => undefined,
  ),
  current_set_id: apiMethod({}, u64, ({ state }) => grandpa.storage.CurrentSetId.get(state)),
});
