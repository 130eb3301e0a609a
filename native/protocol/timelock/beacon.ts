import { bls12_381 } from "@noble/curves/bls12-381.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { orProblem, TimelockError } from "./timelock-error.ts";

/** Where a beacon's rounds lie in time: round 1 at `genesis` (seconds since 1970 UTC), then one every `period` seconds. */
export interface RoundClock {
  readonly genesis: number;
  readonly period: number;
}

/** A point of the small group, where identities and signatures live. */
export type IdentityPoint = InstanceType<typeof bls12_381.G1.Point>;

const DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const LARGEST_ROUND = (1n << 64n) - 1n;

/** The newest round published at `seconds` since 1970 UTC; 0 before the first. Source: drand's convention. */
export function roundAt({ genesis, period }: RoundClock, seconds: number): bigint {
  return seconds < genesis ? 0n : BigInt(Math.floor((seconds - genesis) / period)) + 1n;
}

/** The second since 1970 UTC in which a round (from 1) is published. */
export function timeOfRound({ genesis, period }: RoundClock, round: bigint): number {
  return genesis + (Number(round) - 1) * period;
}

/** What a beacon signs for a round: sha256 of the round as u64 big-endian. Throws TimelockError malformed-round. */
export function roundMessage(round: bigint): Uint8Array {
  if (round < 0n || round > LARGEST_ROUND) throw new TimelockError("malformed-round");
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, round, false);
  return sha256(bytes);
}

/** The point that a round's signature is a multiple of, and that ciphertexts for the round are made for. */
export function roundIdentity(round: bigint): IdentityPoint {
  return bls12_381.G1.hashToCurve(roundMessage(round), { DST });
}

/** The public key (compressed G2, 96 bytes) of a secret: 32 bytes, taken modulo the group's order. Throws TimelockError malformed-key. */
export function beaconPublicKey(secret: Uint8Array): Uint8Array {
  return bls12_381.G2.Point.BASE.multiply(secretScalar(secret)).toBytes(true);
}

/** A round's signature (compressed G1, 48 bytes). Takes some milliseconds. Throws TimelockError malformed-key, malformed-round. */
export function signRound(secret: Uint8Array, round: bigint): Uint8Array {
  return roundIdentity(round).multiply(secretScalar(secret)).toBytes(true);
}

/** What a round's signature stands for as a random number: its sha256. */
export function pulseRandomness(signature: Uint8Array): Uint8Array {
  return sha256(signature);
}

/**
 * True when `signature` is the one of `round` under a public key: e(signature, G2) = e(identity, key). Takes some tens of
 * milliseconds. Throws TimelockError malformed-round, malformed-signature, malformed-key.
 */
export function verifyPulse(round: bigint, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const identity = roundIdentity(round);
  const signed = signaturePoint(signature);
  const key = keyPoint(publicKey);
  const { Point } = bls12_381.G2;
  const product = bls12_381.pairingBatch([
    { g1: signed, g2: Point.BASE },
    { g1: identity.negate(), g2: key },
  ]);
  return bls12_381.fields.Fp12.eql(product, bls12_381.fields.Fp12.ONE);
}

/** Reads a signature. Throws TimelockError malformed-signature. */
export function signaturePoint(signature: Uint8Array): IdentityPoint {
  return orProblem("malformed-signature", () => {
    const point = bls12_381.G1.Point.fromBytes(signature);
    point.assertValidity();
    return point;
  });
}

/** Reads a public key. Throws TimelockError malformed-key. */
export function keyPoint(publicKey: Uint8Array): InstanceType<typeof bls12_381.G2.Point> {
  return orProblem("malformed-key", () => {
    const point = bls12_381.G2.Point.fromBytes(publicKey);
    point.assertValidity();
    return point;
  });
}

function secretScalar(secret: Uint8Array): bigint {
  return orProblem("malformed-key", () => {
    const scalar = bls12_381.fields.Fr.fromBytes(secret);
    if (secret.length !== 32 || scalar === 0n) throw new TimelockError("malformed-key");
    return scalar;
  });
}
