import type { State } from "../../frame/state.ts";
import { blake2Hex } from "../block.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexDigits, list, text } from "./params.ts";
import { hex } from "./services.ts";

/** One thing asked of storage by the new JSON-RPC. */
export interface StorageItem {
  readonly key: string;
  readonly type: string;
  /** Only keys after this one (archive only). */
  readonly after: string | undefined;
}

/** One answer. */
export interface StorageAnswer {
  readonly key: string;
  readonly value?: string;
  readonly hash?: string;
}

const kinds = [
  "value",
  "hash",
  "descendantsValues",
  "descendantsHashes",
  "closestDescendantMerkleValue",
];

/** Reads the items of a storage request. Throws RpcFailure for a kind that is not known. */
export function storageItems(value: unknown): StorageItem[] {
  return list(value, "items").map((each) => {
    const { key, type, paginationStartKey } = Object(each) as Record<string, unknown>;
    const kind = text(type, "item type");
    if (!kinds.includes(kind))
      throw new RpcFailure(rpcCodes.invalidParams, `Invalid params: no item type ${kind}`);
    const after =
      paginationStartKey === undefined || paginationStartKey === null
        ? undefined
        : hexDigits(paginationStartKey, "pagination start key");
    return { key: hexDigits(key, "key"), type: kind, after };
  });
}

/** Answers storage items from a state. There is no trie, so a Merkle value is never found. */
export function answerItems(state: State, items: readonly StorageItem[]): StorageAnswer[] {
  return items.flatMap(({ key, type, after }) => {
    const keys = type.startsWith("descendants") ? state.keys(key) : [key];
    const wanted = after === undefined ? keys : keys.filter((each) => each > after);
    return wanted.flatMap((each) => answer(state, each, type));
  });
}

function answer(state: State, key: string, type: string): StorageAnswer[] {
  const value = state.get(key);
  if (!value || type === "closestDescendantMerkleValue") return [];
  const shown = `0x${key}`;
  return type === "hash" || type === "descendantsHashes"
    ? [{ key: shown, hash: blake2Hex(value) }]
    : [{ key: shown, value: hex(value) }];
}
