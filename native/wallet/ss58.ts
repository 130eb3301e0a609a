import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { base58 } from "@scure/base";
import { HearthError } from "../api/errors.ts";

/** The SS58 prefix of every Bittensor network; addresses with it start with 5. */
export const SS58_PREFIX = 42;

const CHECKSUM_CONTEXT = utf8ToBytes("SS58PRE");

function checksum(payload: Uint8Array): Uint8Array {
  return blake2b(concatBytes(CHECKSUM_CONTEXT, payload), { dkLen: 64 }).subarray(0, 2);
}

/** The SS58 address (prefix 42) of a 32-byte public key. Throws RangeError for any other length. */
export function encodeAddress(publicKey: Uint8Array): string {
  if (publicKey.length !== 32) throw new RangeError(`public key of ${publicKey.length} bytes`);
  const payload = concatBytes(Uint8Array.of(SS58_PREFIX), publicKey);
  return base58.encode(concatBytes(payload, checksum(payload)));
}

/** The 32-byte public key of an address, or undefined when prefix, length or checksum is wrong. */
export function parseAddress(address: string): Uint8Array | undefined {
  let bytes: Uint8Array;
  try {
    bytes = base58.decode(address);
  } catch {
    return undefined;
  }
  if (bytes.length !== 35 || bytes[0] !== SS58_PREFIX) return undefined;
  const [first, second] = checksum(bytes.subarray(0, 33));
  return bytes[33] === first && bytes[34] === second ? bytes.slice(1, 33) : undefined;
}

/** The 32-byte public key of an address. Throws BAD_INPUT when it is not a valid Bittensor address. */
export function decodeAddress(address: string): Uint8Array {
  const publicKey = parseAddress(address);
  if (publicKey) return publicKey;
  throw new HearthError("BAD_INPUT", { reason: `${address.slice(0, 64)} is not a valid address` });
}
