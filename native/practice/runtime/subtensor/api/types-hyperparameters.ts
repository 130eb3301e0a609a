import { bool, bytes, compact, struct, u16, u32, u64, u128 } from "../../../scale/type.ts";
import { variant } from "../../../scale/variant.ts";
import { fixedI64, fixedU128 } from "../types.ts";

/** `SubnetHyperparams` of the runtime API, field by field in wire order. */
export const subnetHyperparams = struct(
  ["pallet_subtensor", "rpc_info", "subnet_info", "SubnetHyperparams"],
  {
    rho: compact(u16),
    kappa: compact(u16),
    immunity_period: compact(u16),
    min_allowed_weights: compact(u16),
    max_weights_limit: compact(u16),
    tempo: compact(u16),
    min_difficulty: compact(u64),
    max_difficulty: compact(u64),
    weights_version: compact(u64),
    weights_rate_limit: compact(u64),
    adjustment_interval: compact(u16),
    activity_cutoff: compact(u64),
    registration_allowed: bool,
    target_regs_per_interval: compact(u16),
    min_burn: compact(u64),
    max_burn: compact(u64),
    bonds_moving_avg: compact(u64),
    max_regs_per_block: compact(u16),
    serving_rate_limit: compact(u64),
    max_validators: compact(u16),
    adjustment_alpha: compact(u64),
    difficulty: compact(u64),
    commit_reveal_period: compact(u64),
    commit_reveal_weights_enabled: bool,
    alpha_high: compact(u16),
    alpha_low: compact(u16),
    liquid_alpha_enabled: bool,
  },
);

/** `SubnetHyperparamsV2` of the runtime API, field by field in wire order. */
export const subnetHyperparamsV2 = struct(
  ["pallet_subtensor", "rpc_info", "subnet_info", "SubnetHyperparamsV2"],
  {
    rho: compact(u16),
    kappa: compact(u16),
    immunity_period: compact(u16),
    min_allowed_weights: compact(u16),
    max_weights_limit: compact(u16),
    tempo: compact(u16),
    min_difficulty: compact(u64),
    max_difficulty: compact(u64),
    weights_version: compact(u64),
    weights_rate_limit: compact(u64),
    adjustment_interval: compact(u16),
    activity_cutoff: compact(u64),
    registration_allowed: bool,
    target_regs_per_interval: compact(u16),
    min_burn: compact(u64),
    max_burn: compact(u64),
    bonds_moving_avg: compact(u64),
    max_regs_per_block: compact(u16),
    serving_rate_limit: compact(u64),
    max_validators: compact(u16),
    adjustment_alpha: compact(u64),
    difficulty: compact(u64),
    commit_reveal_period: compact(u64),
    commit_reveal_weights_enabled: bool,
    alpha_high: compact(u16),
    alpha_low: compact(u16),
    liquid_alpha_enabled: bool,
    alpha_sigmoid_steepness: fixedI64,
    yuma_version: compact(u16),
    subnet_is_active: bool,
    transfers_enabled: bool,
    bonds_reset_enabled: bool,
    user_liquidity_enabled: bool,
  },
);

/** `HyperparamValue` of the runtime API. */
export const hyperparamValue = variant(
  ["pallet_subtensor", "rpc_info", "subnet_info", "HyperparamValue"],
  {
    Bool: { index: 0, fields: [bool] },
    U16: { index: 1, fields: [compact(u16)] },
    U32: { index: 2, fields: [compact(u32)] },
    U64: { index: 3, fields: [compact(u64)] },
    U128: { index: 4, fields: [compact(u128)] },
    TaoBalance: { index: 5, fields: [compact(u64)] },
    I32F32: { index: 6, fields: [fixedI64] },
    U64F64: { index: 7, fields: [fixedU128] },
  },
);

/** `HyperparamEntry` of the runtime API, field by field in wire order. */
export const hyperparamEntry = struct(
  ["pallet_subtensor", "rpc_info", "subnet_info", "HyperparamEntry"],
  {
    name: bytes,
    value: hyperparamValue,
  },
);
