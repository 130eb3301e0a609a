import type { State } from "../../frame/state.ts";
import { blake2Hex } from "../block.ts";
import { invalidParams } from "./failure.ts";
import { hexDigits, list } from "./params.ts";
import { hex } from "./services.ts";

/** Keys under which changes are asked for, and whether their values or the hashes of them are told. */
export interface DifferenceItem {
  /** Hex without 0x. */
  readonly prefix: string;
  readonly shows: "value" | "hash";
}

/** One key that two states differ in. A deleted one is told with what it held before. */
export interface Difference {
  readonly key: string;
  readonly type: "added" | "modified" | "deleted";
  readonly value?: string;
  readonly hash?: string;
}

/** Reads the items of archive_v1_storageDiff; none, null or an empty list ask for everything by value. Throws RpcFailure. */
export function differenceItems(value: unknown): DifferenceItem[] {
  const given = value === undefined || value === null ? [] : list(value, "items");
  if (given.length === 0) return [{ prefix: "", shows: "value" }];
  return given.flatMap((each) => {
    const { key, returnType, childTrieKey } = Object(each) as Record<string, unknown>;
    if (returnType !== "value" && returnType !== "hash")
      throw invalidParams("returnType must be value or hash");
    const prefix = hexDigits(key, "key");
    // No pallet here has child tries: nothing in one ever changes.
    return childTrieKey === undefined || childTrieKey === null
      ? [{ prefix, shows: returnType }]
      : [];
  });
}

/** Where `now` differs from `before`, key by key in order; a key that more than one item covers is told once. */
export function* differences(
  now: State,
  before: State,
  items: readonly DifferenceItem[],
): Generator<Difference> {
  const told = new Set<string>();
  for (const { prefix, shows } of items) {
    const keys = new Set([...now.keys(prefix), ...before.keys(prefix)]);
    for (const key of [...keys].sort()) {
      if (told.has(key)) continue;
      told.add(key);
      const [value, old] = [now.get(key), before.get(key)];
      const shown = value ?? old;
      if (!shown || (value && old && Buffer.compare(value, old) === 0)) continue;
      const type = value ? (old ? "modified" : "added") : "deleted";
      const what = shows === "value" ? { value: hex(shown) } : { hash: blake2Hex(shown) };
      yield { key: `0x${key}`, ...what, type };
    }
  }
}
