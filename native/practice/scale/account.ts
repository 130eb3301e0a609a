import { fromBufferToBase58, getSs58AddressInfo } from "@polkadot-api/substrate-bindings";

/** SS58 prefix of every Bittensor address. */
export const SS58_PREFIX = 42;

const toText = fromBufferToBase58(SS58_PREFIX);
// Base58 with its checksum costs more than a whole storage read, and the same few accounts come again and again.
const textByHex = new Map<string, string>();
const bytesByText = new Map<string, Uint8Array>();
/** Finney's neurons are some 33,000, each with two accounts. */
const CACHED_ACCOUNTS = 100_000;

/** The SS58 text of 32 public key bytes. */
export function accountText(publicKey: Uint8Array): string {
  const hex = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString("hex");
  const known = textByHex.get(hex);
  if (known !== undefined) return known;
  const text = toText(Uint8Array.from(publicKey));
  if (textByHex.size >= CACHED_ACCOUNTS) textByHex.clear();
  textByHex.set(hex, text);
  return text;
}

/** The 32 public key bytes of an SS58 address of any prefix. Throws RangeError when it is not one. */
export function accountBytes(address: string): Uint8Array {
  const known = bytesByText.get(address);
  if (known) return known;
  const info = getSs58AddressInfo(address);
  if (!info.isValid || info.publicKey.length !== 32)
    throw new RangeError(`not an SS58 address: ${address}`);
  if (bytesByText.size >= CACHED_ACCOUNTS) bytesByText.clear();
  const publicKey = Uint8Array.from(info.publicKey);
  bytesByText.set(address, publicKey);
  return publicKey;
}
