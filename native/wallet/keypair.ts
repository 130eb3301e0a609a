import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { getPublicKey, sign } from "@scure/sr25519";
import { verifySr25519 } from "../protocol/sr25519.ts";
import { encodeAddress } from "../protocol/ss58.ts";
import { parseAddress } from "./address.ts";
import {
  deriveSecret,
  parsePath,
  type Secret,
  secretFromMiniSecret,
  secretFromUri,
} from "./derive.ts";
import { checkMnemonic, miniSecretFromMnemonic } from "./mnemonic.ts";

/** An sr25519 key that can sign here and now: a hotkey, or a coldkey inside the signer process. */
export interface Keypair {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** SS58, prefix 42. */
  readonly address: string;
  /** 64-byte sr25519 signature in context "substrate"; different each time. */
  sign(message: Uint8Array): Uint8Array;
}

const WRAP_START = utf8ToBytes("<Bytes>");
const WRAP_END = utf8ToBytes("</Bytes>");

/** The key pair of a secret. The secret's bytes are held, not copied, so that its owner can zero them. */
export function keypairFromSecret(secret: Secret): Keypair {
  const publicKey = getPublicKey(secret.key);
  return {
    publicKey,
    address: encodeAddress(publicKey),
    sign: (message) => sign(secret.key, message),
  };
}

/** The key pair of a recovery phrase and an optional path such as `//hot/1`. Throws BAD_MNEMONIC or BAD_INPUT. */
export function keypairFromMnemonic(mnemonic: string, path = ""): Keypair {
  const root = secretFromMiniSecret(miniSecretFromMnemonic(checkMnemonic(mnemonic)));
  return keypairFromSecret(deriveSecret(root, parsePath(path)));
}

/** The key pair of a key URI such as `//Alice`. Throws BAD_MNEMONIC or BAD_INPUT. */
export function keypairFromUri(uri: string): Keypair {
  return keypairFromSecret(secretFromUri(uri));
}

/** The key pair of a 32-byte mini-secret. Throws when it is not 32 bytes. */
export function keypairFromSeed(seed: Uint8Array): Keypair {
  return keypairFromSecret(secretFromMiniSecret(seed));
}

/**
 * True when the signature is this key's over the message, as it is or wrapped in `<Bytes>…</Bytes>` as browser
 * extensions do. False for anything malformed; never throws.
 */
export function verifySignature(
  signer: string | Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const publicKey = typeof signer === "string" ? parseAddress(signer) : signer;
  if (!publicKey) return false;
  const wrapped = () => concatBytes(WRAP_START, message, WRAP_END);
  return (
    verifySr25519(message, signature, publicKey) || verifySr25519(wrapped(), signature, publicKey)
  );
}
