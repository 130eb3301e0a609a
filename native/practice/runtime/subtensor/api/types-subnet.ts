import {
  accountId,
  array,
  compact,
  option,
  struct,
  u8,
  u16,
  u64,
  u128,
  vec,
} from "../../../scale/type.ts";
import { subnetIdentity } from "../subnets/identity.ts";
import { fixedI128 } from "../types.ts";

/** `SubnetInfo` of the runtime API, field by field in wire order. */
export const subnetInfo = struct(["pallet_subtensor", "rpc_info", "subnet_info", "SubnetInfo"], {
  netuid: compact(u16),
  rho: compact(u16),
  kappa: compact(u16),
  difficulty: compact(u64),
  immunity_period: compact(u16),
  max_allowed_validators: compact(u16),
  min_allowed_weights: compact(u16),
  max_weights_limit: compact(u16),
  scaling_law_power: compact(u16),
  subnetwork_n: compact(u16),
  max_allowed_uids: compact(u16),
  blocks_since_last_step: compact(u64),
  tempo: compact(u16),
  network_modality: compact(u16),
  network_connect: vec(array(u16, 2)),
  emission_values: compact(u64),
  burn: compact(u64),
  owner: accountId,
});

/** `SubnetInfov2` of the runtime API, field by field in wire order. */
export const subnetInfov2 = struct(
  ["pallet_subtensor", "rpc_info", "subnet_info", "SubnetInfov2"],
  {
    netuid: compact(u16),
    rho: compact(u16),
    kappa: compact(u16),
    difficulty: compact(u64),
    immunity_period: compact(u16),
    max_allowed_validators: compact(u16),
    min_allowed_weights: compact(u16),
    max_weights_limit: compact(u16),
    scaling_law_power: compact(u16),
    subnetwork_n: compact(u16),
    max_allowed_uids: compact(u16),
    blocks_since_last_step: compact(u64),
    tempo: compact(u16),
    network_modality: compact(u16),
    network_connect: vec(array(u16, 2)),
    emission_value: compact(u64),
    burn: compact(u64),
    owner: accountId,
    identity: option(subnetIdentity),
  },
);

/** `DynamicInfo` of the runtime API, field by field in wire order. */
export const dynamicInfo = struct(["pallet_subtensor", "rpc_info", "dynamic_info", "DynamicInfo"], {
  netuid: compact(u16),
  owner_hotkey: accountId,
  owner_coldkey: accountId,
  subnet_name: vec(compact(u8)),
  token_symbol: vec(compact(u8)),
  tempo: compact(u16),
  last_step: compact(u64),
  blocks_since_last_step: compact(u64),
  emission: compact(u64),
  alpha_in: compact(u64),
  alpha_out: compact(u64),
  tao_in: compact(u64),
  alpha_out_emission: compact(u64),
  alpha_in_emission: compact(u64),
  tao_in_emission: compact(u64),
  pending_alpha_emission: compact(u64),
  pending_root_emission: compact(u64),
  subnet_volume: compact(u128),
  network_registered_at: compact(u64),
  subnet_identity: option(subnetIdentity),
  moving_price: fixedI128,
});
