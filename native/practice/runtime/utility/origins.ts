import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { DispatchFailure, type Origin } from "../../frame/context.ts";
import { accountBytes, accountText } from "../../scale/account.ts";
import { concatenated, u16, type ValueOf } from "../../scale/type.ts";
import type { originCaller } from "../config-types.ts";

const PREFIX = new TextEncoder().encode("modlpy/utilisuba");

/** An account's derivative of a number: blake2-256 of `modlpy/utilisuba`, account and number. Source: pallets/utility, derivative_account_id. */
export function derivativeAccount(account: string, index: number): string {
  const entropy = concatenated([PREFIX, accountBytes(account), u16.codec.enc(index)]);
  return accountText(Blake2256(entropy));
}

/** The origin that finney's encoding of one names. Throws DispatchFailure BadOrigin for those in whose name nothing here runs. */
export function originOf(caller: ValueOf<typeof originCaller>): Origin {
  if (caller.type === "Ethereum") throw new DispatchFailure({ type: "BadOrigin" });
  const { value } = caller;
  switch (value.type) {
    case "Root":
      return { kind: "root" };
    case "Signed":
      return { kind: "signed", account: value.value };
    case "None":
      return { kind: "none" };
    case "Authorized":
      throw new DispatchFailure({ type: "BadOrigin" });
    default:
      return value satisfies never;
  }
}
