import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { accountText } from "../../../scale/account.ts";
import { concatenated, str, u32 } from "../../../scale/type.ts";

/** The account that owns a lease's subnet; it has no key. Source: subnets/leasing.rs, lease_coldkey. */
export function leaseColdkey(lease: number): string {
  return derived("leasing/coldkey", lease);
}

/** The hotkey of a lease's subnet; it has no key either. Source: subnets/leasing.rs, lease_hotkey. */
export function leaseHotkey(lease: number): string {
  return derived("leasing/hotkey", lease);
}

/** blake2-256 of the SCALE of a text and a lease's number. */
function derived(name: string, lease: number): string {
  return accountText(Blake2256(concatenated([str.codec.enc(name), u32.codec.enc(lease)])));
}
