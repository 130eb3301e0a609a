import type { State } from "../../../frame/state.ts";
import { inAccountOrder } from "../accounts.ts";
import { type SubtensorError, storage } from "../pallet.ts";

/** One end of a relation as stored: the share of 2^64 - 1 that is given, and to or from whom. */
export type Relation = readonly [share: bigint, hotkey: string];

/** The children and parents of one hotkey on one subnet, by hotkey. */
export interface Relations {
  readonly pivot: string;
  readonly children: ReadonlyMap<string, bigint>;
  readonly parents: ReadonlyMap<string, bigint>;
}

/** Children that one hotkey may have on a subnet. */
const MOST_CHILDREN = 5;
const WHOLE = (1n << 64n) - 1n;

/** A hotkey's relations as stored; entries that lead back to itself are passed over. */
export function relationsOf(state: State, hotkey: string, netuid: number): Relations {
  const children = mapOf(storage.ChildKeys.get(state, hotkey, netuid));
  const parents = mapOf(storage.ParentKeys.get(state, hotkey, netuid));
  children.delete(hotkey);
  parents.delete(hotkey);
  return { pivot: hotkey, children, parents };
}

/** A list of relations by hotkey; of several entries for one hotkey the last counts. */
export function mapOf(relations: readonly Relation[]): Map<string, bigint> {
  return new Map(relations.map(([share, hotkey]) => [hotkey, share]));
}

/**
 * Why a hotkey cannot have these children, in the order in which the chain checks; undefined when it can. Source:
 * staking/set_children.rs, ensure_pending_consistency.
 */
export function childrenRefusal(
  { pivot, parents }: Relations,
  children: readonly Relation[],
): SubtensorError | undefined {
  const wanted = mapOf(children);
  if (wanted.has(pivot)) return "InvalidChild";
  if (wanted.size > MOST_CHILDREN) return "TooManyChildren";
  return sharesRefusal(wanted, parents);
}

/** Why these relations cannot be stored, whatever their number; undefined when they can. */
export function relationsRefusal({ children, parents }: Relations): SubtensorError | undefined {
  return sharesRefusal(children, parents);
}

/** Stores a hotkey's relations on both ends, and takes it off those it no longer has. */
export function storeRelations(
  state: State,
  { pivot, children, parents }: Relations,
  netuid: number,
): void {
  const oldChildren = storage.ChildKeys.get(state, pivot, netuid).map(([, child]) => child);
  putChildren(state, pivot, netuid, listOf(children));
  for (const [child, share] of inOrder(children))
    putParents(state, child, netuid, withRelation(parentsOf(state, child, netuid), share, pivot));
  for (const child of inAccountOrder(oldChildren.filter((old) => !children.has(old))))
    putParents(state, child, netuid, without(parentsOf(state, child, netuid), pivot));
  const oldParents = storage.ParentKeys.get(state, pivot, netuid).map(([, parent]) => parent);
  putParents(state, pivot, netuid, listOf(parents));
  for (const [parent, share] of inOrder(parents))
    putChildren(
      state,
      parent,
      netuid,
      withRelation(childrenOf(state, parent, netuid), share, pivot),
    );
  for (const parent of inAccountOrder(oldParents.filter((old) => !parents.has(old))))
    putChildren(state, parent, netuid, without(childrenOf(state, parent, netuid), pivot));
}

/** Takes a hotkey off the lists of all its relations, and empties its own; an empty list of children stays, as on chain. */
export function forgetRelations(
  state: State,
  { pivot, children, parents }: Relations,
  netuid: number,
): void {
  for (const child of children.keys())
    putParents(state, child, netuid, without(parentsOf(state, child, netuid), pivot));
  for (const parent of parents.keys())
    putChildren(state, parent, netuid, without(childrenOf(state, parent, netuid), pivot));
  storage.ChildKeys.put(state, pivot, netuid, []);
  putParents(state, pivot, netuid, []);
}

function sharesRefusal(
  children: ReadonlyMap<string, bigint>,
  parents: ReadonlyMap<string, bigint>,
): SubtensorError | undefined {
  const total = [...children.values()].reduce((sum, share) => sum + share, 0n);
  if (total > WHOLE) return "ProportionOverflow";
  // A child that is also a parent would earn from itself.
  if ([...children.keys()].some((child) => parents.has(child))) return "ChildParentInconsistency";
  return undefined;
}

function childrenOf(state: State, hotkey: string, netuid: number): Relation[] {
  return storage.ChildKeys.get(state, hotkey, netuid);
}

function parentsOf(state: State, hotkey: string, netuid: number): Relation[] {
  return storage.ParentKeys.get(state, hotkey, netuid);
}

// A list of nothing is removed, so that walking the maps meets only real relations.
function putChildren(state: State, hotkey: string, netuid: number, list: Relation[]): void {
  if (list.length === 0) storage.ChildKeys.remove(state, hotkey, netuid);
  else storage.ChildKeys.put(state, hotkey, netuid, list.map(pair));
}

function putParents(state: State, hotkey: string, netuid: number, list: Relation[]): void {
  if (list.length === 0) storage.ParentKeys.remove(state, hotkey, netuid);
  else storage.ParentKeys.put(state, hotkey, netuid, list.map(pair));
}

function pair([share, hotkey]: Relation): [bigint, string] {
  return [share, hotkey];
}

function withRelation(list: readonly Relation[], share: bigint, hotkey: string): Relation[] {
  return list.some(([, other]) => other === hotkey)
    ? list.map(([old, other]) => [other === hotkey ? share : old, other])
    : [...list, [share, hotkey]];
}

function without(list: readonly Relation[], hotkey: string): Relation[] {
  return list.filter(([, other]) => other !== hotkey);
}

function inOrder(relations: ReadonlyMap<string, bigint>): [hotkey: string, share: bigint][] {
  return inAccountOrder(relations.keys()).map((hotkey) => [hotkey, relations.get(hotkey) ?? 0n]);
}

function listOf(relations: ReadonlyMap<string, bigint>): Relation[] {
  return inOrder(relations).map(([hotkey, share]) => [share, hotkey]);
}
