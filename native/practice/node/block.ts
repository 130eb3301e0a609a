import { Blake2256, compactNumber } from "@polkadot-api/substrate-bindings";
import { hexOf } from "../frame/hasher.ts";
import type { Changes } from "../frame/state.ts";
import { slotDigest } from "../runtime/system/port.ts";
import { digest } from "../scale/substrate.ts";
import { compact, concatenated, hash256, struct, u32, type ValueOf } from "../scale/type.ts";

const headerType = struct([], {
  parent_hash: hash256,
  number: compact(u32),
  state_root: hash256,
  extrinsics_root: hash256,
  digest,
});

/** The header of a block. Hashes are 0x hex. */
export type Header = ValueOf<typeof headerType>;

/** One block as it is kept. */
export interface Block {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  /** SCALE of the header; its blake2-256 is the hash. */
  readonly header: Uint8Array;
  /** Each with its length prefix. */
  readonly extrinsics: readonly Uint8Array[];
}

/** blake2-256 as 0x hex. */
export function blake2Hex(bytes: Uint8Array): string {
  return `0x${hexOf(Blake2256(bytes))}`;
}

/** Reads a header. */
export function decodeHeader(bytes: Uint8Array): Header {
  return headerType.codec.dec(Uint8Array.from(bytes));
}

/** Seals a block: its header and hash from its content. */
export function sealBlock(content: {
  number: number;
  parentHash: string;
  stateRoot: string;
  slot: bigint;
  extrinsics: readonly Uint8Array[];
}): Block {
  const { number, parentHash, stateRoot, slot, extrinsics } = content;
  const header = headerType.codec.enc({
    parent_hash: parentHash,
    number,
    state_root: stateRoot,
    extrinsics_root: blake2Hex(concatenated([...extrinsics])),
    digest: slotDigest(slot),
  });
  return { number, hash: blake2Hex(header), parentHash, header, extrinsics };
}

/**
 * The state root of a block: blake2-256 over its parent's root and every changed key in order, each with its value. It
 * commits to the whole state through the chain of roots, without a trie (docs/decisions/002).
 */
export function nextStateRoot(parentRoot: string, changes: Changes): string {
  const parts: Uint8Array[] = [Buffer.from(parentRoot.slice(2), "hex")];
  for (const key of [...changes.keys()].sort()) {
    const value = changes.get(key);
    const keyBytes = Buffer.from(key, "hex");
    parts.push(compactNumber.enc(keyBytes.length), keyBytes);
    parts.push(value ? Uint8Array.of(1) : Uint8Array.of(0));
    if (value) parts.push(compactNumber.enc(value.length), value);
  }
  return blake2Hex(concatenated(parts));
}
