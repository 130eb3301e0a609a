import { parseShielded, shieldKeyHash, unshielded } from "../../../protocol/shield.ts";
import { bytesOf, hexOf } from "../../frame/hasher.ts";
import { apiMethod, defineApi, type RuntimeApi } from "../../frame/runtime-api.ts";
import type { RuntimeServices } from "../../frame/runtime-services.ts";
import {
  bool,
  bytes,
  fixedBytes,
  option,
  type ScaleType,
  struct,
  type ValueOf,
} from "../../scale/type.ts";
import { withLength } from "../system/api.ts";
import { shieldedBytes } from "./extension.ts";
import { mevShield } from "./pallet.ts";

const keyHash = fixedBytes(16);
const shieldedTransaction = struct(
  ["stp_shield", "shielded_tx", "ShieldedTransaction"],
  { key_hash: keyHash, kem_ct: bytes, aead_ct: bytes, nonce: fixedBytes(24) },
  {
    key_hash: "[u8; KEY_HASH_LEN]",
    kem_ct: "Vec<u8>",
    aead_ct: "Vec<u8>",
    nonce: "[u8; NONCE_LEN]",
  },
);

/** ShieldApi, by which a node of finney opens shielded transactions while it builds a block. Source: stp-shield, ShieldApi. */
export function shieldApi(extrinsic: ScaleType<Uint8Array>): RuntimeApi {
  return defineApi("ShieldApi", 1, {
    try_decode_shielded_tx: apiMethod(
      { uxt: extrinsic },
      option(shieldedTransaction),
      ({ runtime }, { uxt }) => decoded(runtime, uxt),
    ),
    is_shielded_using_current_key: apiMethod({ key_hash: keyHash }, bool, ({ state }, args) => {
      const pending = mevShield.storage.PendingKey.find(state);
      return pending !== undefined && `0x${hexOf(shieldKeyHash(pending))}` === args.key_hash;
    }),
    try_unshield_tx: apiMethod(
      { dec_key_bytes: bytes, shielded_tx: shieldedTransaction },
      option(extrinsic),
      (_context, { dec_key_bytes, shielded_tx }) => {
        const { kem_ct: encapsulated, aead_ct: sealed, nonce } = shielded_tx;
        const inner = unshielded({ encapsulated, sealed, nonce: bytesOf(nonce) }, dec_key_bytes);
        return inner && withoutLength(inner);
      },
    ),
  });
}

function decoded(
  runtime: RuntimeServices,
  uxt: Uint8Array,
): ValueOf<typeof shieldedTransaction> | undefined {
  try {
    const { call } = runtime.extrinsics.decode(withLength(uxt));
    const parts = parseShielded(shieldedBytes(call) ?? new Uint8Array());
    if (!parts) return undefined;
    return {
      key_hash: `0x${hexOf(parts.keyHash)}`,
      kem_ct: parts.encapsulated,
      aead_ct: parts.sealed,
      nonce: `0x${hexOf(parts.nonce)}`,
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The bytes after an extrinsic's length, or undefined where the length is not theirs. */
function withoutLength(inner: Uint8Array): Uint8Array | undefined {
  try {
    return bytes.codec.dec(Uint8Array.from(inner));
  } catch {
    return undefined;
  }
}
