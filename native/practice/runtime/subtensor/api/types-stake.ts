import { accountId, bool, compact, struct, tuple, u16, u64, vec } from "../../../scale/type.ts";

/** `StakeInfo` of the runtime API, field by field in wire order. */
export const stakeInfo = struct(["pallet_subtensor", "rpc_info", "stake_info", "StakeInfo"], {
  hotkey: accountId,
  coldkey: accountId,
  netuid: compact(u16),
  stake: compact(u64),
  locked: compact(u64),
  emission: compact(u64),
  tao_emission: compact(u64),
  drain: compact(u64),
  is_registered: bool,
});

/** `StakeAvailability` of the runtime API, field by field in wire order. */
export const stakeAvailability = struct(
  ["pallet_subtensor", "rpc_info", "stake_info", "StakeAvailability"],
  {
    total: compact(u64),
    locked: compact(u64),
    available: compact(u64),
  },
);

/** `DelegateInfo` of the runtime API, field by field in wire order. */
export const delegateInfo = struct(
  ["pallet_subtensor", "rpc_info", "delegate_info", "DelegateInfo"],
  {
    delegate_ss58: accountId,
    take: compact(u16),
    nominators: vec(tuple(accountId, vec(tuple(compact(u16), compact(u64))))),
    owner_ss58: accountId,
    registrations: vec(compact(u16)),
    validator_permits: vec(compact(u16)),
    return_per_1000: compact(u64),
    total_daily_return: compact(u64),
  },
);
