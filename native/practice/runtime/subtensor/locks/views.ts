import type { LockKind } from "../../../../protocol/conviction.ts";
import { U64F64 } from "../../../../protocol/fixed-point.ts";
import { inAccountOrder } from "../accounts.ts";
import type { ChainView } from "../chain.ts";
import { storage } from "../pallet.ts";
import { rolled } from "./conviction.ts";
import { isOwnersHotkey, readTotal } from "./records.ts";

/** A hotkey's totals in the order in which the chain adds them up: the owner's count for the owner's hotkey alone. */
const OTHERS: readonly LockKind[] = [
  { owner: false, perpetual: true },
  { owner: false, perpetual: false },
];
const OWNERS: readonly LockKind[] = [
  { owner: true, perpetual: true },
  { owner: true, perpetual: false },
];

/** The conviction behind a hotkey on a subnet, of all who locked for it, as U64F64 bits. Source: hotkey_conviction. */
export function hotkeyConviction(chain: ChainView, hotkey: string, netuid: number): bigint {
  const { state } = chain;
  const kinds = isOwnersHotkey(state, netuid, hotkey) ? [...OTHERS, ...OWNERS] : OTHERS;
  return kinds.reduce((sum, kind) => {
    const total = readTotal(state, netuid, hotkey, kind);
    return total ? U64F64.add(sum, rolled(chain, total, kind).conviction) : sum;
  }, 0n);
}

/**
 * The hotkey with the most conviction on a subnet, the last of equals by account; undefined where nobody locked. Source:
 * subnet_king. At spec 424 it is a figure only: subnets change hands by it from a later version on.
 */
export function mostConvictedHotkey(chain: ChainView, netuid: number): string | undefined {
  const { state } = chain;
  const hotkeys = new Set(
    [storage.HotkeyLock, storage.DecayingHotkeyLock].flatMap((item) =>
      item.entries(state, netuid).map(([[, hotkey]]) => hotkey),
    ),
  );
  const ownersLocked = [storage.OwnerLock, storage.DecayingOwnerLock].some((item) =>
    item.has(state, netuid),
  );
  if (ownersLocked) hotkeys.add(storage.SubnetOwnerHotkey.get(state, netuid));
  let most: { hotkey: string; conviction: bigint } | undefined;
  for (const hotkey of inAccountOrder(hotkeys)) {
    const conviction = hotkeyConviction(chain, hotkey, netuid);
    if (!most || conviction >= most.conviction) most = { hotkey, conviction };
  }
  return most?.hotkey;
}
