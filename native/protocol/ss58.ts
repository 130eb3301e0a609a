import { blake2b } from "@noble/hashes/blake2.js";
import { base58 } from "@scure/base";

/** The address format of Bittensor (and of Substrate in general). */
export const BITTENSOR_PREFIX = 42;
const KEY_LENGTH = 32;
const CHECKSUM_LENGTH = 2;
const DOMAIN = new TextEncoder().encode("SS58PRE");

/** Why a text is no address. */
export type AddressFault = "not-base58" | "wrong-length" | "wrong-checksum" | "wrong-prefix";

/** A text as an address. */
export type DecodedAddress =
  | { readonly kind: "ok"; readonly publicKey: Uint8Array; readonly prefix: number }
  | { readonly kind: "invalid"; readonly fault: AddressFault };

/** The SS58 text of a 32-byte public key. Throws RangeError for another length or a prefix outside 0..16383. */
export function encodeAddress(publicKey: Uint8Array, prefix: number = BITTENSOR_PREFIX): string {
  if (publicKey.length !== KEY_LENGTH) {
    throw new RangeError(`public key of ${publicKey.length} bytes`);
  }
  const body = join(prefixBytes(prefix), publicKey);
  return base58.encode(join(body, checksum(body)));
}

/** Reads an address of any prefix with a 32-byte key. */
export function decodeAddress(text: string): DecodedAddress {
  const bytes = fromBase58(text);
  if (bytes === undefined) return { kind: "invalid", fault: "not-base58" };
  const [prefix, prefixLength] = readPrefix(bytes);
  if (bytes.length !== prefixLength + KEY_LENGTH + CHECKSUM_LENGTH) {
    return { kind: "invalid", fault: "wrong-length" };
  }
  const end = bytes.length - CHECKSUM_LENGTH;
  const expected = checksum(bytes.subarray(0, end));
  if (bytes[end] !== expected[0] || bytes[end + 1] !== expected[1]) {
    return { kind: "invalid", fault: "wrong-checksum" };
  }
  return { kind: "ok", publicKey: bytes.slice(prefixLength, end), prefix };
}

/** True for a well-formed address of this prefix. */
export function isAddress(text: string, prefix: number = BITTENSOR_PREFIX): boolean {
  const decoded = decodeAddress(text);
  return decoded.kind === "ok" && decoded.prefix === prefix;
}

/** The 32-byte public key of a Bittensor address. Throws RangeError, naming the fault, for anything else. */
export function publicKeyOf(address: string): Uint8Array {
  const decoded = decodeAddress(address);
  if (decoded.kind === "invalid") throw new RangeError(`not an SS58 address: ${decoded.fault}`);
  if (decoded.prefix !== BITTENSOR_PREFIX) {
    throw new RangeError("not a Bittensor address: wrong-prefix");
  }
  return decoded.publicKey;
}

function prefixBytes(prefix: number): Uint8Array {
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > 16_383) {
    throw new RangeError(`SS58 prefix ${prefix}`);
  }
  if (prefix < 64) return Uint8Array.of(prefix);
  // Two bytes share 14 digits so that the first byte lies in 64..127.
  const first = ((prefix & 0b1111_1100) >> 2) | 0b0100_0000;
  const second = (prefix >> 8) | ((prefix & 0b11) << 6);
  return Uint8Array.of(first, second);
}

function readPrefix(bytes: Uint8Array): [prefix: number, length: number] {
  const first = bytes[0] ?? 0;
  if (first < 64) return [first, 1];
  const second = bytes[1] ?? 0;
  return [((first & 0b0011_1111) << 2) | (second >> 6) | ((second & 0b0011_1111) << 8), 2];
}

function checksum(body: Uint8Array): Uint8Array {
  return blake2b(join(DOMAIN, body), { dkLen: 64 }).subarray(0, CHECKSUM_LENGTH);
}

function fromBase58(text: string): Uint8Array | undefined {
  // An address has at most 50 characters; longer text would only cost time.
  if (text.length === 0 || text.length > 64) return undefined;
  try {
    return base58.decode(text);
  } catch {
    return undefined;
  }
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}
