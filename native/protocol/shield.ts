import { randomBytes } from "node:crypto";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { Twox128 } from "@polkadot-api/substrate-bindings";

/** A shielded transaction in parts. Source: stp-shield, ShieldedTransaction. */
export interface ShieldedTransaction {
  /** twox128 of the encapsulation key, 16 bytes. */
  readonly keyHash: Uint8Array;
  /** ML-KEM-768 ciphertext; 1,088 bytes in one that can be opened. */
  readonly encapsulated: Uint8Array;
  /** 24 bytes. */
  readonly nonce: Uint8Array;
  /** XChaCha20-Poly1305 of the signed extrinsic, with its 16-byte tag. */
  readonly sealed: Uint8Array;
}

/** An ML-KEM-768 key pair: the public half is announced on the chain. */
export interface ShieldKeyPair {
  /** 1,184 bytes. */
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

const KEY_HASH_BYTES = 16;
const LENGTH_BYTES = 2;
const NONCE_BYTES = 24;

/** The key pair of a 64-byte seed. */
export function shieldKeyPair(seed: Uint8Array): ShieldKeyPair {
  const { publicKey, secretKey } = ml_kem768.keygen(seed);
  return { publicKey, secretKey };
}

/** The 16 bytes by which a shielded transaction names the key that it was made for. */
export function shieldKeyHash(publicKey: Uint8Array): Uint8Array {
  return Twox128(publicKey);
}

/**
 * Shields a signed extrinsic for the maker of a block: key hash, u16 length, ML-KEM ciphertext, nonce, sealed extrinsic.
 * Source: pallets/shield/src/lib.rs, submit_encrypted. Throws RangeError for bytes that are no encapsulation key.
 */
export function shielded(extrinsic: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey);
  const nonce = randomBytes(NONCE_BYTES);
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint16(0, cipherText.length, true);
  const sealed = xchacha20poly1305(sharedSecret, nonce).encrypt(extrinsic);
  return new Uint8Array(
    Buffer.concat([shieldKeyHash(publicKey), length, cipherText, nonce, sealed]),
  );
}

/** The parts of a shielded transaction, or undefined where it is cut short. Source: stp-shield, ShieldedTransaction::parse. */
export function parseShielded(bytes: Uint8Array): ShieldedTransaction | undefined {
  const start = KEY_HASH_BYTES + LENGTH_BYTES;
  if (bytes.length < start) return undefined;
  const end = start + new DataView(bytes.buffer, bytes.byteOffset).getUint16(KEY_HASH_BYTES, true);
  if (bytes.length <= end + NONCE_BYTES) return undefined;
  return {
    keyHash: bytes.slice(0, KEY_HASH_BYTES),
    encapsulated: bytes.slice(start, end),
    nonce: bytes.slice(end, end + NONCE_BYTES),
    sealed: bytes.slice(end + NONCE_BYTES),
  };
}

/** The extrinsic inside, or undefined where the key does not open it. */
export function unshielded(
  { encapsulated, nonce, sealed }: Omit<ShieldedTransaction, "keyHash">,
  secretKey: Uint8Array,
): Uint8Array | undefined {
  try {
    const shared = ml_kem768.decapsulate(encapsulated, secretKey);
    return xchacha20poly1305(shared, nonce).decrypt(sealed);
  } catch {
    // Lengths and tags that do not fit are thrown at: all of them mean that this was not made for the key.
    return undefined;
  }
}
