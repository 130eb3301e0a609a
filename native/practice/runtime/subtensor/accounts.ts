import type { State } from "../../frame/state.ts";
import { accountBytes, accountText } from "../../scale/account.ts";
import type { ChainView } from "./chain.ts";
import { ensure, storage } from "./pallet.ts";

const ACCOUNT_BYTES = 32;
const encoder = new TextEncoder();

/** The account that a pallet owns: "modl" ++ id ++ sub id, padded with zeros. */
function palletAccount(id: string, sub: Uint8Array = new Uint8Array()): string {
  const account = new Uint8Array(ACCOUNT_BYTES);
  account.set(encoder.encode(`modl${id}`));
  account.set(sub, 12);
  return accountText(account);
}

/** Where burned TAO lies for ever: it stays issued, but nobody holds the key. */
export const BURN_ACCOUNT = palletAccount("burntnsr");

/** The account that holds a subnet's TAO; it has no key. */
export function subnetAccount(netuid: number): string {
  return palletAccount("subtensr", Uint8Array.of(netuid & 0xff, netuid >> 8));
}

/** True for any account that {@link subnetAccount} can answer. */
export function isSubnetAccount(account: string): boolean {
  const bytes = accountBytes(account);
  return subnetAccount((bytes[12] ?? 0) | ((bytes[13] ?? 0) << 8)) === accountText(bytes);
}

/** True once some coldkey owns the hotkey. */
export function hotkeyExists(state: State, hotkey: string): boolean {
  return storage.Owner.has(state, hotkey);
}

/** The coldkey that owns a hotkey; the zero account for an unknown hotkey, as on chain. */
export function ownerOf(state: State, hotkey: string): string {
  return storage.Owner.get(state, hotkey);
}

/** True when the hotkey exists and belongs to the coldkey. */
export function owns(state: State, coldkey: string, hotkey: string): boolean {
  return storage.Owner.find(state, hotkey) === coldkey;
}

/** Gives an unowned hotkey to the coldkey; an owned one stays as it is. Fails for a subnet's own account. */
export function associate({ state }: ChainView, coldkey: string, hotkey: string): void {
  ensure(!isSubnetAccount(hotkey), "CannotUseSystemAccount");
  if (hotkeyExists(state, hotkey)) return;
  storage.Owner.put(state, hotkey, coldkey);
  storage.OwnedHotkeys.mutate(state, coldkey, (hotkeys) => withMember(hotkeys, hotkey));
  rememberStakingHotkey(state, coldkey, hotkey);
}

/** Notes that the coldkey may hold stake on the hotkey, so that it can be found again. */
export function rememberStakingHotkey(state: State, coldkey: string, hotkey: string): void {
  const hotkeys = storage.StakingHotkeys.get(state, coldkey);
  if (!hotkeys.includes(hotkey)) storage.StakingHotkeys.put(state, coldkey, [...hotkeys, hotkey]);
}

/** Accounts in the order of their bytes: the order in which the chain walks its ordered maps. */
export function inAccountOrder(accounts: Iterable<string>): string[] {
  return [...accounts].sort((left, right) =>
    Buffer.compare(accountBytes(left), accountBytes(right)),
  );
}

function withMember(hotkeys: readonly string[], hotkey: string): string[] {
  return hotkeys.includes(hotkey) ? [...hotkeys] : [...hotkeys, hotkey];
}
