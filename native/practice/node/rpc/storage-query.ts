import { blake2b } from "@noble/hashes/blake2.js";
import { firstFrom, type State } from "../../frame/state.ts";
import { blake2Hex } from "../block.ts";
import { invalidParams } from "./failure.ts";
import { hexDigits, list, text } from "./params.ts";
import { hex } from "./services.ts";

const kinds = [
  "value",
  "hash",
  "descendantsValues",
  "descendantsHashes",
  "closestDescendantMerkleValue",
] as const;
type Kind = (typeof kinds)[number];

/** One thing asked of storage by the new JSON-RPC. */
export interface StorageItem {
  /** Hex without 0x. */
  readonly key: string;
  readonly kind: Kind;
  /** Only keys after this one (archive only). */
  readonly after: string | undefined;
}

/** One answer, under its key. */
export interface StorageAnswer {
  readonly key: string;
  readonly value?: string;
  readonly hash?: string;
  readonly closestDescendantMerkleValue?: string;
}

/** Where a query stands: at an item, after one of its keys. */
export interface StoragePlace {
  readonly item: number;
  readonly after: string | undefined;
}

/** Where every query begins. */
export const BEGINNING: StoragePlace = { item: 0, after: undefined };

/** Reads the items of a storage request. Throws RpcFailure for a kind that is not known. */
export function storageItems(value: unknown): StorageItem[] {
  return list(value, "items").map((each) => {
    const { key, type, paginationStartKey } = Object(each) as Record<string, unknown>;
    const name = text(type, "item type");
    const kind = kinds.find((known) => known === name);
    if (!kind)
      throw invalidParams(`unknown variant \`${name}\`, expected one of ${kinds.join(", ")}`);
    const after =
      paginationStartKey === undefined || paginationStartKey === null
        ? undefined
        : hexDigits(paginationStartKey, "pagination start key");
    return { key: hexDigits(key, "key"), kind, after };
  });
}

/** True for the kinds that walk all keys under one. */
export function isDescendants({ kind }: Pick<StorageItem, "kind">): boolean {
  return kind === "descendantsValues" || kind === "descendantsHashes";
}

/**
 * At most `most` answers of a query from a place on, and the place to go on from, or undefined when it is done. A place holds at
 * every state, so a long query can be answered in parts, each from the state as it is read then.
 */
export function storagePage(
  state: State,
  items: readonly StorageItem[],
  from: StoragePlace,
  most: number,
): { answers: StorageAnswer[]; next: StoragePlace | undefined } {
  const answers: StorageAnswer[] = [];
  for (let index = from.item; index < items.length; index += 1) {
    const item = items[index]!;
    let reached = (index === from.item ? from.after : undefined) ?? item.after;
    for (const key of keysOf(state, item, reached)) {
      if (answers.length >= most) return { answers, next: { item: index, after: reached } };
      answers.push(...answer(state, key, item.kind));
      reached = key;
    }
  }
  return { answers, next: undefined };
}

function keysOf(state: State, item: StorageItem, after: string | undefined): readonly string[] {
  if (!isDescendants(item)) return [item.key];
  const keys = state.keys(item.key);
  if (after === undefined) return keys;
  const first = firstFrom(keys, after);
  return keys.slice(keys[first] === after ? first + 1 : first);
}

function answer(state: State, key: string, kind: Kind): StorageAnswer[] {
  const shown = `0x${key}`;
  if (kind === "closestDescendantMerkleValue") {
    const value = subtreeHash(state, key);
    return value === undefined ? [] : [{ key: shown, closestDescendantMerkleValue: value }];
  }
  const value = state.get(key);
  if (!value) return [];
  return kind === "hash" || kind === "descendantsHashes"
    ? [{ key: shown, hash: blake2Hex(value) }]
    : [{ key: shown, value: hex(value) }];
}

/**
 * Stands for the Merkle value of everything under a key: blake2-256 over those keys and values. There is no trie here, so it
 * is not the number of a trie's node, but it changes when and only when something under the key does, which clients ask it for.
 */
function subtreeHash(state: State, prefix: string): string | undefined {
  const keys = state.keys(prefix);
  if (keys.length === 0) return undefined;
  const whole = blake2b.create({ dkLen: 32 });
  const length = new Uint8Array(4);
  const add = (bytes: Uint8Array): void => {
    new DataView(length.buffer).setUint32(0, bytes.length, true);
    whole.update(length).update(bytes);
  };
  for (const key of keys) {
    add(Buffer.from(key, "hex"));
    add(state.get(key) ?? new Uint8Array());
  }
  return hex(whole.digest());
}
