import {
  Blake2128,
  Blake2128Concat,
  Blake2256,
  Identity,
  Twox64Concat,
  Twox128,
  Twox256,
} from "@polkadot-api/substrate-bindings";

/** How a storage map turns an encoded key into the tail of its storage key, named as in FRAME. */
export type HasherName =
  | "Blake2_128"
  | "Blake2_256"
  | "Blake2_128Concat"
  | "Twox128"
  | "Twox256"
  | "Twox64Concat"
  | "Identity";

interface Hasher {
  readonly hash: (encoded: Uint8Array) => Uint8Array;
  /** Bytes of hash before the key itself, or undefined when the key cannot be read back. */
  readonly readableAfter: number | undefined;
  /** The name in scale metadata as polkadot-api spells it. */
  readonly metadataTag: string;
}

const hashers: Readonly<Record<HasherName, Hasher>> = {
  Blake2_128: { hash: Blake2128, readableAfter: undefined, metadataTag: "Blake2128" },
  Blake2_256: { hash: Blake2256, readableAfter: undefined, metadataTag: "Blake2256" },
  Blake2_128Concat: { hash: Blake2128Concat, readableAfter: 16, metadataTag: "Blake2128Concat" },
  Twox128: { hash: Twox128, readableAfter: undefined, metadataTag: "Twox128" },
  Twox256: { hash: Twox256, readableAfter: undefined, metadataTag: "Twox256" },
  Twox64Concat: { hash: Twox64Concat, readableAfter: 8, metadataTag: "Twox64Concat" },
  Identity: { hash: Identity, readableAfter: 0, metadataTag: "Identity" },
};

// The hashes run in BigInt JavaScript and the same uids, netuids and accounts are hashed in every block.
const remembered = new Map<string, string>();
const REMEMBERED_KEYS = 100_000;

/** Lowercase hex of bytes, without 0x. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/**
 * Bytes of hex digits, with or without 0x; anything after the first non-hex digit is dropped, as Buffer does.
 * The result owns its whole buffer: scale-ts decoders read from the buffer's start, whatever the view's offset.
 */
export function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.startsWith("0x") ? hex.slice(2) : hex, "hex"));
}

/** The hashed part of a storage key, in hex. */
export function hashedKey(hasher: HasherName, encoded: Uint8Array): string {
  if (hasher === "Identity") return hexOf(encoded);
  const name = `${hasher}:${hexOf(encoded)}`;
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const hashed = hexOf(hashers[hasher].hash(encoded));
  if (remembered.size >= REMEMBERED_KEYS) remembered.clear();
  remembered.set(name, hashed);
  return hashed;
}

/** Hex digits before the readable key, or undefined for a hasher that hides it. */
export function hiddenDigits(hasher: HasherName): number | undefined {
  const bytes = hashers[hasher].readableAfter;
  return bytes === undefined ? undefined : bytes * 2;
}

/** polkadot-api's name of a hasher. */
export function hasherTag(hasher: HasherName): string {
  return hashers[hasher].metadataTag;
}

/** twox128(pallet prefix) ++ twox128(item), in hex: 64 digits. */
export function itemPrefix(palletPrefix: string, item: string): string {
  const encoder = new TextEncoder();
  return hexOf(Twox128(encoder.encode(palletPrefix))) + hexOf(Twox128(encoder.encode(item)));
}
