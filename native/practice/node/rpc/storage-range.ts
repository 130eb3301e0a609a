import type { State } from "../../frame/state.ts";
import type { Chain } from "../chain.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { blockParam, hexOrNull, stateOf } from "./services.ts";

/** Values at a block, as state_queryStorage and storage subscriptions show them. */
export interface ChangeSet {
  readonly block: string;
  readonly changes: readonly (readonly [key: string, value: string | null])[];
}

/** Blocks that one state_queryStorage may go through: a node's own has no bound, and is for its operator alone. */
const LONGEST_RANGE = 10_000;

/** The values of keys (hex without 0x) in a state, in their order. */
export function changesOf(state: State, keys: readonly string[]): [string, string | null][] {
  return keys.map((key) => [`0x${key}`, hexOrNull(state.get(key))]);
}

/**
 * The values of keys at the first block, and of each later block up to the last (the best one for null) those that changed.
 * Blocks without a change are left out. Throws RpcFailure for unknown or pruned blocks and a range that runs back.
 */
export function changesBetween(
  chain: Chain,
  keys: readonly string[],
  from: unknown,
  to: unknown,
): ChangeSet[] {
  const [first, last] = [blockParam(chain, from), blockParam(chain, to)];
  const unresolved = (details: string): RpcFailure =>
    new RpcFailure(
      rpcCodes.blockRange,
      `Cannot resolve a block range ['"${first.hash}"' ... '"${last.hash}"]. ${details}`,
    );
  if (first.number > last.number) throw unresolved("from number > to number");
  if (last.number - first.number >= LONGEST_RANGE)
    throw unresolved(`more than ${LONGEST_RANGE} blocks`);
  let known = new Map<string, string | null>();
  const sets: ChangeSet[] = [];
  for (let number = first.number; number <= last.number; number += 1) {
    const hash = chain.hashAt(number);
    if (hash === undefined) throw unresolved(`no block ${number}`);
    const now = changesOf(stateOf(chain, { number, hash }), keys);
    const changes = now.filter(
      ([key, value]) => number === first.number || known.get(key) !== value,
    );
    known = new Map(now);
    if (changes.length > 0) sets.push({ block: hash, changes });
  }
  return sets;
}
