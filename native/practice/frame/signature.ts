import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { verifySr25519 } from "../../protocol/sr25519.ts";

/** The schemes of `MultiSignature`. */
export type SignatureScheme = "Ed25519" | "Sr25519" | "Ecdsa";

/** Recovery ids of Ethereum's wallets begin here. */
const ETHEREUM_IDS = 27;

/**
 * True when an account of 32 bytes signed the message: its own key for ed25519 (by the rules of ZIP 215) and sr25519; for ECDSA
 * over secp256k1, 65 bytes with the recovery id last, the account is blake2-256 of the compressed key, and what is signed is
 * blake2-256 of the message. Source: `MultiSignature::verify` of sp_runtime. Never throws.
 */
export function isSignedBy(
  account: Uint8Array,
  scheme: SignatureScheme,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  switch (scheme) {
    case "Sr25519":
      return verifySr25519(message, signature, account);
    case "Ed25519":
      return answers(() => ed25519.verify(signature, message, account, { zip215: true }));
    case "Ecdsa":
      return answers(() => {
        const key = recoveredKey(Blake2256(message), signature);
        return Buffer.compare(Blake2256(key), account) === 0;
      });
    default:
      return scheme satisfies never;
  }
}

/** The compressed public key of 33 bytes that made a signature over a hash. Throws for what is no signature. */
function recoveredKey(hash: Uint8Array, signature: Uint8Array): Uint8Array {
  const last = signature[64] ?? 0;
  const id = last >= ETHEREUM_IDS ? last - ETHEREUM_IDS : last;
  const recovered = Uint8Array.from([id, ...signature.subarray(0, 64)]);
  return secp256k1.recoverPublicKey(recovered, hash, { prehash: false });
}

// Bytes that are no key and no signature of a curve are thrown at by its library, not answered.
function answers(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
