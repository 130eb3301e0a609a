import { fixedBytes, type ScaleType, struct, u64 } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import { freezeReason, holdReason } from "../config-types.ts";

const balance = { name: "Balance", type: u64.shape };

/** `BalanceLock`: what a lock of one name keeps from being spent. */
export const balanceLock = struct(
  ["pallet_balances", "types", "BalanceLock"],
  {
    id: fixedBytes(8),
    amount: u64,
    reasons: variant(["pallet_balances", "types", "Reasons"], {
      Fee: { index: 0 },
      Misc: { index: 1 },
      All: { index: 2 },
    }),
  },
  { id: "LockIdentifier", amount: "Balance", reasons: "Reasons" },
  [balance],
);

/** `ReserveData`: what is reserved under one name. */
export const reserveData = struct(
  ["pallet_balances", "types", "ReserveData"],
  { id: fixedBytes(8), amount: u64 },
  { id: "ReserveIdentifier", amount: "Balance" },
  [{ name: "ReserveIdentifier", type: fixedBytes(8).shape }, balance],
);

function idAmount<Id>(id: ScaleType<Id>) {
  return struct(
    ["frame_support", "traits", "tokens", "misc", "IdAmount"],
    { id, amount: u64 },
    { id: "Id", amount: "Balance" },
    [{ name: "Id", type: id.shape }, balance],
  );
}

/** What is held for one reason. */
export const held = idAmount(holdReason);

/** What is frozen for one reason; there are no reasons to, so nothing ever is. */
export const frozen = idAmount(freezeReason);
