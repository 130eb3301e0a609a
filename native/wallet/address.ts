import { HearthError } from "../api/errors.ts";
import { isAddress, publicKeyOf } from "../protocol/ss58.ts";

/** The 32-byte public key of a Bittensor address, or undefined when prefix, length or checksum is wrong. */
export function parseAddress(address: string): Uint8Array | undefined {
  return isAddress(address) ? publicKeyOf(address) : undefined;
}

/** The 32-byte public key of an address that a person typed. Throws BAD_INPUT when it is not a Bittensor address. */
export function requireAddress(address: string): Uint8Array {
  const publicKey = parseAddress(address);
  if (publicKey) return publicKey;
  throw new HearthError("BAD_INPUT", { reason: `${address.slice(0, 64)} is not a valid address` });
}
