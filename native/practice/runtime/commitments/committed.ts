import type { State } from "../../frame/state.ts";
import { accountBytes } from "../../scale/account.ts";
import { commitments, registration } from "./pallet.ts";

const { storage } = commitments;

/** A subnet's commitments: hotkey and SCALE of its `Registration`, in storage order, as the metagraph shows them. */
export function commitmentsOf(state: State, netuid: number): [string, Uint8Array][] {
  return storage.CommitmentOf.entries(state, netuid).map(([[, hotkey], value]) => [
    hotkey,
    registration.codec.enc(value),
  ]);
}

/** Notes whether a hotkey has a field that waits for its round, in the order of the chain's BTreeSet. */
export function markTimelocked(state: State, netuid: number, hotkey: string, waits: boolean): void {
  const index = storage.TimelockedIndex.get(state);
  const others = index.filter(([subnet, key]) => subnet !== netuid || key !== hotkey);
  if (!waits && others.length === index.length) return;
  const next: [number, string][] = waits ? [...others, [netuid, hotkey]] : others;
  next.sort(
    ([left, leftKey], [right, rightKey]) =>
      left - right || Buffer.compare(accountBytes(leftKey), accountBytes(rightKey)),
  );
  storage.TimelockedIndex.put(state, next);
}

/** Forgets all commitments of a subnet that ends. */
export function purgeCommitments(state: State, netuid: number): void {
  storage.CommitmentOf.clear(state, netuid);
  storage.LastCommitment.clear(state, netuid);
  storage.LastBondsReset.clear(state, netuid);
  storage.RevealedCommitments.clear(state, netuid);
  storage.UsedSpaceOf.clear(state, netuid);
  const index = storage.TimelockedIndex.get(state);
  const left = index.filter(([subnet]) => subnet !== netuid);
  if (left.length < index.length) storage.TimelockedIndex.put(state, left);
}
