import { uidToPrune } from "../../../../protocol/pruning.ts";
import type { State } from "../../../frame/state.ts";
import type { ChainView } from "../chain.ts";
import { storage } from "../pallet.ts";

/** True while a neuron is too young to be pruned. */
export function isImmune({ state, block }: ChainView, netuid: number, uid: number): boolean {
  const registered = Number(storage.BlockAtRegistration.get(state, netuid, uid));
  return Math.max(0, block - registered) < storage.ImmunityPeriod.get(state, netuid);
}

/** The uid that makes room for a newcomer on a full subnet, or undefined when nobody may go. Source: §4.5. */
export function neuronToPrune(chain: ChainView, netuid: number): number | undefined {
  const { state } = chain;
  const emissions = storage.Emission.get(state, netuid);
  const exempt = new Set(immortalHotkeys(state, netuid));
  const neurons = storage.Keys.entries(state, netuid).map(([[, uid], hotkey]) => ({
    uid,
    emission: emissions[uid] ?? 0n,
    registeredAt: Number(storage.BlockAtRegistration.get(state, netuid, uid)),
    immune: isImmune(chain, netuid, uid),
    exempt: exempt.has(hotkey),
  }));
  return uidToPrune(neurons, storage.MinNonImmuneUids.get(state, netuid));
}

/**
 * The owner's hotkeys on a subnet that can never be pruned: the subnet's own first, then the longest registered, up to
 * `ImmuneOwnerUidsLimit`.
 */
export function immortalHotkeys(state: State, netuid: number): string[] {
  const limit = storage.ImmuneOwnerUidsLimit.get(state, netuid);
  const oldest = registeredHotkeys(state, netuid, storage.SubnetOwner.get(state, netuid))
    .sort((left, right) => left.registered - right.registered || left.uid - right.uid)
    .map(({ hotkey }) => hotkey)
    .slice(0, limit);
  const own = registeredOwnerHotkey(state, netuid);
  if (own === undefined || oldest.includes(own)) return oldest;
  return [own, ...oldest].slice(0, limit);
}

/** Every hotkey of the subnet owner on its own subnet; what miners earn there is withheld. */
export function ownerHotkeys(state: State, netuid: number): string[] {
  const hotkeys = registeredHotkeys(state, netuid, storage.SubnetOwner.get(state, netuid)).map(
    ({ hotkey }) => hotkey,
  );
  const own = registeredOwnerHotkey(state, netuid);
  return own === undefined || hotkeys.includes(own) ? hotkeys : [own, ...hotkeys];
}

function registeredOwnerHotkey(state: State, netuid: number): string | undefined {
  const own = storage.SubnetOwnerHotkey.find(state, netuid);
  return own !== undefined && storage.Uids.has(state, netuid, own) ? own : undefined;
}

function registeredHotkeys(
  state: State,
  netuid: number,
  coldkey: string,
): { hotkey: string; uid: number; registered: number }[] {
  return storage.OwnedHotkeys.get(state, coldkey).flatMap((hotkey) => {
    const uid = storage.Uids.find(state, netuid, hotkey);
    if (uid === undefined) return [];
    const registered = Number(storage.BlockAtRegistration.get(state, netuid, uid));
    return [{ hotkey, uid, registered }];
  });
}
