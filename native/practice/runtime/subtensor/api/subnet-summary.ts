import type { State } from "../../../frame/state.ts";
import type { ValueOf } from "../../../scale/type.ts";
import type { ChainView } from "../chain.ts";
import { storage } from "../pallet.ts";
import type { dynamicInfo, subnetInfo, subnetInfov2 } from "./types-subnet.ts";

/** A subnet's name as UTF-8 bytes: its identity's, "root", or "unknown". */
export function nameOf(state: State, netuid: number): number[] {
  const name = storage.SubnetIdentitiesV3.find(state, netuid)?.subnet_name;
  if (name && name.length > 0) return [...name];
  return [...new TextEncoder().encode(netuid === 0 ? "root" : "unknown")];
}

/** What the first versions of the API say about a subnet. */
export function summary(state: State, netuid: number): ValueOf<typeof subnetInfo> | undefined {
  const common = commonParts(state, netuid);
  return common && { ...common, emission_values: 0n };
}

/** {@link summary} with the subnet's identity. */
export function summaryV2(state: State, netuid: number): ValueOf<typeof subnetInfov2> | undefined {
  const common = commonParts(state, netuid);
  const identity = storage.SubnetIdentitiesV3.find(state, netuid);
  return common && { ...common, emission_value: 0n, identity };
}

/** A subnet's pool, emission and clock. */
export function dynamic(
  { state, block }: ChainView,
  netuid: number,
): ValueOf<typeof dynamicInfo> | undefined {
  if (!storage.NetworksAdded.get(state, netuid)) return undefined;
  const { tempo, last_step, blocks_since_last_step } = clock({ state, block }, netuid);
  return {
    netuid,
    owner_hotkey: storage.SubnetOwnerHotkey.get(state, netuid),
    owner_coldkey: storage.SubnetOwner.get(state, netuid),
    subnet_name: nameOf(state, netuid),
    token_symbol: [...storage.TokenSymbol.get(state, netuid)],
    tempo,
    last_step,
    blocks_since_last_step,
    emission: 0n,
    ...economy(state, netuid),
    network_registered_at: storage.NetworkRegisteredAt.get(state, netuid),
    subnet_identity: storage.SubnetIdentitiesV3.find(state, netuid),
    moving_price: storage.SubnetMovingPrice.get(state, netuid),
  };
}

/** When a subnet's epochs run. */
export function clock({ state, block }: ChainView, netuid: number) {
  const last_step = storage.LastMechansimStepBlock.get(state, netuid);
  return {
    tempo: storage.Tempo.get(state, netuid),
    last_step,
    blocks_since_last_step: BigInt(block) - last_step,
  };
}

/** A subnet's reserves and what a block brings. */
export function economy(state: State, netuid: number) {
  return {
    alpha_in: storage.SubnetAlphaIn.get(state, netuid),
    alpha_out: storage.SubnetAlphaOut.get(state, netuid),
    tao_in: storage.SubnetTAO.get(state, netuid),
    alpha_out_emission: storage.SubnetAlphaOutEmission.get(state, netuid),
    alpha_in_emission: storage.SubnetAlphaInEmission.get(state, netuid),
    tao_in_emission: storage.SubnetTaoInEmission.get(state, netuid),
    pending_alpha_emission:
      storage.PendingValidatorEmission.get(state, netuid) +
      storage.PendingServerEmission.get(state, netuid),
    pending_root_emission: 0n,
    subnet_volume: storage.SubnetVolume.get(state, netuid),
  };
}

function commonParts(state: State, netuid: number) {
  if (!storage.NetworksAdded.get(state, netuid)) return undefined;
  return {
    netuid,
    rho: storage.Rho.get(state, netuid),
    kappa: storage.Kappa.get(state, netuid),
    difficulty: storage.Difficulty.get(state, netuid),
    immunity_period: storage.ImmunityPeriod.get(state, netuid),
    max_allowed_validators: storage.MaxAllowedValidators.get(state, netuid),
    min_allowed_weights: storage.MinAllowedWeights.get(state, netuid),
    max_weights_limit: storage.MaxWeightsLimit.get(state, netuid),
    scaling_law_power: storage.ScalingLawPower.get(state, netuid),
    subnetwork_n: storage.SubnetworkN.get(state, netuid),
    max_allowed_uids: storage.MaxAllowedUids.get(state, netuid),
    blocks_since_last_step: storage.BlocksSinceLastStep.get(state, netuid),
    tempo: storage.Tempo.get(state, netuid),
    network_modality: 0,
    network_connect: [],
    burn: storage.Burn.get(state, netuid),
    owner: storage.SubnetOwner.get(state, netuid),
  };
}
