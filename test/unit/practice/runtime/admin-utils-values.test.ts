import { describe, expect, test } from "vitest";
import { adminUtils } from "../../../../native/practice/runtime/admin-utils/pallet.ts";
import { auraStorage, BLOCK_MAKER } from "../../../../native/practice/runtime/aura/pallet.ts";
import { evmChainId } from "../../../../native/practice/runtime/evm/chain-id.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { calls, opened } from "./admin-utils-calls.ts";
import { NETUID, type PracticeChain } from "./practice-chain.ts";

const set: [
  call: string,
  args: Record<string, unknown>,
  read: (chain: PracticeChain) => unknown,
  event?: string,
][] = [
  [
    "sudo_set_min_difficulty",
    { min_difficulty: 7n },
    ({ state }) => storage.MinDifficulty.get(state, NETUID),
    "MinDifficultySet",
  ],
  [
    "sudo_set_max_difficulty",
    { max_difficulty: 7n },
    ({ state }) => storage.MaxDifficulty.get(state, NETUID),
    "MaxDifficultySet",
  ],
  [
    "sudo_set_adjustment_interval",
    { adjustment_interval: 7 },
    ({ state }) => storage.AdjustmentInterval.get(state, NETUID),
    "AdjustmentIntervalSet",
  ],
  [
    "sudo_set_adjustment_alpha",
    { adjustment_alpha: 7n },
    ({ state }) => storage.AdjustmentAlpha.get(state, NETUID),
    "AdjustmentAlphaSet",
  ],
  [
    "sudo_set_target_registrations_per_interval",
    { target_registrations_per_interval: 7 },
    ({ state }) => storage.TargetRegistrationsPerInterval.get(state, NETUID),
    "RegistrationPerIntervalSet",
  ],
  [
    "sudo_set_difficulty",
    { difficulty: 7n },
    ({ state }) => storage.Difficulty.get(state, NETUID),
    "DifficultySet",
  ],
  [
    "sudo_set_max_registrations_per_block",
    { max_registrations_per_block: 7 },
    ({ state }) => storage.MaxRegistrationsPerBlock.get(state, NETUID),
    "MaxRegistrationsPerBlockSet",
  ],
  [
    "sudo_set_rao_recycled",
    { rao_recycled: 7n },
    ({ state }) => storage.RAORecycledForRegistration.get(state, NETUID),
    "RAORecycledForRegistrationSet",
  ],
  [
    "sudo_set_min_allowed_uids",
    { min_allowed_uids: 7 },
    ({ state }) => storage.MinAllowedUids.get(state, NETUID),
    "MinAllowedUidsSet",
  ],
  [
    "sudo_set_min_childkey_take_per_subnet",
    { take: 7 },
    ({ state }) => storage.MinChildkeyTakePerSubnet.get(state, NETUID),
    "MinChildKeyTakePerSubnetSet",
  ],
  [
    "sudo_set_subnet_limit",
    { max_subnets: 7 },
    ({ state }) => storage.SubnetLimit.get(state),
    "SubnetLimitSet",
  ],
  [
    "sudo_set_dissolve_network_schedule_duration",
    { duration: 7 },
    ({ state }) => storage.DissolveNetworkScheduleDuration.get(state),
    "DissolveNetworkScheduleDurationSet",
  ],
  ["sudo_set_evm_chain_id", { chain_id: 7n }, ({ state }) => evmChainId.storage.ChainId.get(state)],
  ["sudo_set_ck_burn", { burn: 7n }, ({ state }) => storage.CKBurn.get(state)],
  [
    "sudo_set_tao_flow_cutoff",
    { flow_cutoff: { bits: 7n } },
    ({ state }) => storage.TaoFlowCutoff.get(state),
  ],
  [
    "sudo_set_tao_flow_normalization_exponent",
    { exponent: { bits: 3n << 63n } },
    ({ state }) => storage.FlowNormExponent.get(state),
  ],
  [
    "sudo_set_tao_flow_smoothing_factor",
    { smoothing_factor: 7n },
    ({ state }) => storage.FlowEmaSmoothingFactor.get(state),
  ],
  [
    "sudo_set_net_tao_flow_enabled",
    { enabled: false },
    ({ state }) => storage.NetTaoFlowEnabled.get(state),
  ],
  [
    "sudo_set_coldkey_swap_announcement_delay",
    { duration: 7 },
    ({ state }) => storage.ColdkeySwapAnnouncementDelay.get(state),
    "ColdkeySwapAnnouncementDelaySet",
  ],
  [
    "sudo_set_coldkey_swap_reannouncement_delay",
    { duration: 7 },
    ({ state }) => storage.ColdkeySwapReannouncementDelay.get(state),
    "ColdkeySwapReannouncementDelaySet",
  ],
  [
    "swap_authorities",
    { new_authorities: [BLOCK_MAKER, `0x${"07".repeat(32)}`] },
    ({ state }) => auraStorage.Authorities.get(state),
  ],
];

describe("what root sets stands in storage, with its event", () => {
  test.each(set)("%s", (name, args, read, event) => {
    const chain = opened();
    const spec = calls.find(([call]) => call === name)?.[1];
    const isOfSubnet = spec !== undefined && "netuid" in spec.args;
    const given = { ...args, ...(isOfSubnet && { netuid: NETUID }) };
    const before = chain.events.length;
    expect(chain.call("root", `AdminUtils.${name}`, given)).toBe("ok");
    const [value] = Object.values(args);
    expect(read(chain)).toEqual(value);
    const said = chain.events.slice(before).map((one) => [one.name, one.value]);
    const fields = isOfSubnet ? [NETUID, value] : value;
    expect(said).toEqual(event === undefined ? [] : [[event, fields]]);
  });

  test("a precompile is switched once, and says so once", () => {
    const chain = opened();
    const off = { precompile_id: { type: "Staking" }, enabled: false };
    for (let time = 0; time < 2; time += 1)
      expect(chain.call("root", "AdminUtils.sudo_toggle_evm_precompile", off)).toBe("ok");
    expect(chain.named("PrecompileUpdated")).toEqual([off]);
    expect(adminUtils.storage.PrecompileEnable.get(chain.state, { type: "Staking" })).toBe(false);
  });

  test("values out of bounds are refused, and Aura takes no empty list", () => {
    const chain = opened();
    const root = (name: string, args: Record<string, unknown>) =>
      chain.call("root", `AdminUtils.${name}`, args);
    for (const bits of [(1n << 64n) - 1n, (1n << 65n) + 1n])
      expect(root("sudo_set_tao_flow_normalization_exponent", { exponent: { bits } })).toBe(
        "AdminUtils.InvalidValue",
      );
    const least = (min_allowed_uids: number) =>
      root("sudo_set_min_allowed_uids", { netuid: NETUID, min_allowed_uids });
    const present = storage.SubnetworkN.get(chain.state, NETUID);
    expect(least(present)).toBe("AdminUtils.MinAllowedUidsGreaterThanCurrentUids");
    expect(least(5_000)).toBe("AdminUtils.MinAllowedUidsGreaterThanMaxAllowedUids");
    const take = storage.MaxChildkeyTake.get(chain.state) + 1;
    expect(root("sudo_set_min_childkey_take_per_subnet", { netuid: NETUID, take })).toBe(
      "AdminUtils.InvalidValue",
    );
    expect(root("swap_authorities", { new_authorities: [] })).toBe("ok");
    expect(auraStorage.Authorities.get(chain.state)).toEqual([]);
    const change = { next_authorities: [], in_blocks: 0, forced: undefined };
    expect(root("schedule_grandpa_change", change)).toBe("AdminUtils.Deprecated");
  });
});
