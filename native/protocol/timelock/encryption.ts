import { gcm } from "@noble/ciphers/aes.js";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keyPoint, roundIdentity, signaturePoint } from "./beacon.ts";
import { parseCiphertext, serialiseCiphertext } from "./ciphertext.ts";
import { orProblem, TimelockError } from "./timelock-error.ts";

/** What an encryption draws by lot; never used twice. */
export interface TimelockRandomness {
  /** AES key, 32 bytes. */
  readonly key: Uint8Array;
  /** 32 bytes. */
  readonly sigma: Uint8Array;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
}

/** What is encrypted, to which round of which beacon. */
export interface TimelockRequest {
  readonly plaintext: Uint8Array;
  readonly round: bigint;
  /** The beacon's public key: compressed G2, 96 bytes. */
  readonly publicKey: Uint8Array;
}

type PairingValue = ReturnType<typeof bls12_381.pairing>;
type QuadraticValue = PairingValue["c0"]["c0"];

/**
 * Encrypts so that the signature of a round, which nobody has before the round, decrypts. Some tens of milliseconds. Source:
 * §3.9.1; the chain's own decoder reads it. Throws TimelockError malformed-key, malformed-round, wrong-size.
 */
export function encryptForRound(
  { plaintext, round, publicKey }: TimelockRequest,
  { key, sigma, nonce }: TimelockRandomness,
): Uint8Array {
  if (key.length !== 32 || sigma.length !== 32 || nonce.length !== 12)
    throw new TimelockError("wrong-size");
  const scalar = commonScalar(sigma, key);
  const hidden = bls12_381.pairing(roundIdentity(round), keyPoint(publicKey).multiply(scalar));
  return serialiseCiphertext({
    u: bls12_381.G2.Point.BASE.multiply(scalar).toBytes(true),
    v: xor(sigma, sha256(pairingBytes(hidden))),
    w: xor(key, sha256(sigma)),
    sealed: gcm(key, nonce).encrypt(plaintext),
    nonce,
  });
}

/**
 * Decrypts with the signature (compressed G1, 48 bytes) of the round it was encrypted to. Some tens of milliseconds. Throws
 * TimelockError: malformed-ciphertext, malformed-signature, or wrong-signature where the two do not belong together.
 */
export function decryptWithPulse(ciphertext: Uint8Array, signature: Uint8Array): Uint8Array {
  const { u, v, w, sealed, nonce } = parseCiphertext(ciphertext);
  const point = orProblem("malformed-ciphertext", () => {
    const read = bls12_381.G2.Point.fromBytes(u);
    read.assertValidity();
    return read;
  });
  const signed = signaturePoint(signature);
  const hidden = orProblem("malformed-ciphertext", () => bls12_381.pairing(signed, point));
  const sigma = xor(v, sha256(pairingBytes(hidden)));
  const key = xor(w, sha256(sigma));
  return orProblem("wrong-signature", () => {
    const made = bls12_381.G2.Point.BASE.multiply(commonScalar(sigma, key));
    if (!made.equals(point)) throw new TimelockError("wrong-signature");
    return gcm(key, nonce).decrypt(sealed);
  });
}

/** The scalar that both sides know: sha256(sigma ++ key), big-endian, modulo the group's order. */
function commonScalar(sigma: Uint8Array, key: Uint8Array): bigint {
  const hash = sha256.create().update(sigma).update(key).digest();
  const number = hash.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return bls12_381.fields.Fr.create(number);
}

/** The pairing value as arkworks serialises it: 12 coordinates of 48 bytes, little-endian, c0.c0.c0 to c1.c2.c1. */
function pairingBytes({ c0, c1 }: PairingValue): Uint8Array {
  const quadratic: QuadraticValue[] = [c0.c0, c0.c1, c0.c2, c1.c0, c1.c1, c1.c2];
  const bytes = new Uint8Array(12 * 48);
  quadratic
    .flatMap((value) => [value.c0, value.c1])
    .forEach((coordinate, index) => {
      bytes.set(littleEndian(coordinate), index * 48);
    });
  return bytes;
}

function littleEndian(coordinate: bigint): Uint8Array {
  return bls12_381.fields.Fp.toBytes(coordinate).reverse();
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.map((byte, index) => byte ^ (right[index] ?? 0));
}
