import { parseShielded, shieldKeyHash } from "../../../protocol/shield.ts";
import type { RuntimeCall } from "../../frame/context.ts";
import type { SignedExtension } from "../../frame/extension.ts";
import type { State } from "../../frame/state.ts";
import { TransactionRefused } from "../../frame/validity.ts";
import type { Era } from "../../scale/substrate.ts";
import { bareExtension, checkMortality } from "../system/extensions.ts";
import { mevShield } from "./pallet.ts";

/** `CustomTransactionError::FailedShieldedTxParsing`. */
const UNREADABLE = 23;
/** `CustomTransactionError::InvalidShieldedTxPubKeyHash`. */
const UNKNOWN_KEY = 24;
/** Blocks for which a shielded transaction may wait; its key is gone soon after. */
const LONGEST_ERA = 8;

const { CurrentKey, PendingKey, NextKey } = mevShield.storage;

/** The bytes of a shielded transaction, or undefined for any other call. */
export function shieldedBytes(call: RuntimeCall): Uint8Array | undefined {
  if (call.type !== "MevShield" || call.value.type !== "submit_encrypted") return undefined;
  return (call.value.value as { readonly ciphertext: Uint8Array }).ciphertext;
}

/** Whether a key hash is that of a key which the chain has announced and not let go yet. */
export function isAnnounced(state: State, keyHash: Uint8Array): boolean {
  return [PendingKey, NextKey, CurrentKey].some((item) => {
    const key = item.find(state);
    return key !== undefined && Buffer.compare(shieldKeyHash(key), keyHash) === 0;
  });
}

/**
 * Extension 10: refuses a shielded transaction that is cut short (Custom 23), as pallets/shield/src/extension.rs does, and one for
 * a key that the chain does not have (Custom 24). finney at spec 424 lets the latter wait until its era is over instead.
 */
export const checkShieldedTxValidity = bareExtension(
  "CheckShieldedTxValidity",
  ["pallet_shield", "extension"],
  {
    validate({ state }, { call }) {
      const bytes = shieldedBytes(call);
      if (!bytes) return {};
      const parts = parseShielded(bytes);
      if (!parts) throw new TransactionRefused({ type: "Custom", value: UNREADABLE });
      if (!isAnnounced(state, parts.keyHash))
        throw new TransactionRefused({ type: "Custom", value: UNKNOWN_KEY });
      return {};
    },
  },
);

/**
 * CheckMortality as finney wraps it: a shielded transaction that could wait for more than 8 blocks is outdated from the start.
 * Source: runtime/src/check_mortality.rs.
 */
export const checkShieldedMortality: SignedExtension = {
  ...checkMortality,
  validate(context, transaction, value) {
    const era = value as Era;
    const isLong = era.type === "Immortal" || era.period > LONGEST_ERA;
    if (isLong && shieldedBytes(transaction.call)) throw new TransactionRefused({ type: "Stale" });
    return checkMortality.validate?.(context, transaction, value) ?? {};
  },
};
