import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { accountBytes, accountText } from "../../scale/account.ts";
import { accountId, concatenated, u16, vec } from "../../scale/type.ts";
import { multisig } from "./pallet.ts";

const PREFIX = new TextEncoder().encode("modlpy/utilisuba");
const accounts = vec(accountId);

/**
 * The account that signatories hold together: blake2-256 of `modlpy/utilisuba`, the sorted signatories and the threshold
 * u16, as Substrate derives it.
 */
export function multisigAccount(signatories: readonly string[], threshold: number): string {
  const entropy = concatenated([
    PREFIX,
    accounts.codec.enc([...signatories]),
    u16.codec.enc(threshold),
  ]);
  return accountText(Blake2256(entropy));
}

/**
 * All signatories of a call in order: the others, which must be sorted, and the sender. Fails the call with
 * TooFewSignatories, TooManySignatories, SignatoriesOutOfOrder or SenderInSignatories.
 */
export function allSignatories(others: readonly string[], sender: string): string[] {
  if (others.length === 0) multisig.fail("TooFewSignatories");
  if (others.length >= multisig.constants.MaxSignatories) multisig.fail("TooManySignatories");
  let before = 0;
  for (const [index, other] of others.entries()) {
    const last = others[index - 1];
    if (last !== undefined && compareAccounts(last, other) >= 0)
      multisig.fail("SignatoriesOutOfOrder");
    const order = compareAccounts(other, sender);
    if (order === 0) multisig.fail("SenderInSignatories");
    if (order < 0) before += 1;
  }
  return [...others.slice(0, before), sender, ...others.slice(before)];
}

/** The order of accounts: that of their bytes. */
export function compareAccounts(left: string, right: string): number {
  return Buffer.compare(accountBytes(left), accountBytes(right));
}
