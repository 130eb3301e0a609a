import { apiMethod, defineApi } from "../frame/runtime-api.ts";
import { result } from "../scale/substrate.ts";
import { bytes, fixedBytes, newtype, option, str, tuple, unit, vec } from "../scale/type.ts";
import { header } from "./config-types.ts";

const KEY_LENGTH = 32;
const keyType = newtype(["sp_core", "crypto", "KeyTypeId"], fixedBytes(4), "[u8; 4]");

/** What the kinds of keys in a set of session keys are called, in their order. */
const KEY_TYPES = ["aura", "gran"].map((name) => `0x${Buffer.from(name).toString("hex")}`);

/**
 * SessionKeys: taken apart, as on finney: a key for Aura and one for Grandpa. They are not made, since the node keeps no keys
 * (docs/decisions/007). Source: sp_session; runtime/src/lib.rs, opaque::SessionKeys.
 */
export const sessionKeysApi = defineApi("SessionKeys", 1, {
  decode_session_keys: apiMethod(
    { encoded: bytes },
    option(vec(tuple(bytes, keyType))),
    (_context, { encoded }) => {
      if (encoded.length < KEY_TYPES.length * KEY_LENGTH) return undefined;
      return KEY_TYPES.map((type, index): [Uint8Array, string] => [
        encoded.slice(index * KEY_LENGTH, (index + 1) * KEY_LENGTH),
        type,
      ]);
    },
  ),
});

/** OffchainWorkerApi: there is no work beside the chain; the beacon's rounds are brought by the node. */
export const offchainWorkerApi = defineApi("OffchainWorkerApi", 2, {
  offchain_worker: apiMethod({ header }, unit, () => undefined),
});

/** GenesisBuilder: block 0 is written by this program, from no preset and no JSON. */
export const genesisBuilderApi = defineApi("GenesisBuilder", 1, {
  build_state: apiMethod({ json: bytes }, result(unit, str), () => ({
    type: "Err" as const,
    value: "the practice network writes block 0 itself",
  })),
  get_preset: apiMethod({ id: option(str) }, option(bytes), () => undefined),
  preset_names: apiMethod({}, vec(str), () => []),
});
