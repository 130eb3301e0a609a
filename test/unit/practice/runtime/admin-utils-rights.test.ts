import { describe, expect, it, test } from "vitest";
import type { CallSpec } from "../../../../native/practice/frame/pallet.ts";
import { adminUtils } from "../../../../native/practice/runtime/admin-utils/pallet.ts";
import { auraStorage, BLOCK_MAKER } from "../../../../native/practice/runtime/aura/pallet.ts";
import { evmChainId } from "../../../../native/practice/runtime/evm/chain-id.ts";
import { subnetAccount } from "../../../../native/practice/runtime/subtensor/accounts.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import type { hyperparameter } from "../../../../native/practice/runtime/subtensor/types.ts";
import { struct, type ValueOf } from "../../../../native/practice/scale/type.ts";
import { account, NETUID, PracticeChain } from "./practice-chain.ts";

type Parameter = ValueOf<typeof hyperparameter>["type"];

/** What the subnet's owner may call, and the parameter by which finney limits it. Source: pallets/admin-utils/src/lib.rs. */
const owners: Readonly<Record<string, Parameter | undefined>> = {
  sudo_set_serving_rate_limit: "ServingRateLimit",
  sudo_set_max_difficulty: "MaxDifficulty",
  sudo_set_weights_version_key: undefined,
  sudo_set_adjustment_alpha: "AdjustmentAlpha",
  sudo_set_immunity_period: "ImmunityPeriod",
  sudo_set_min_allowed_weights: "MinAllowedWeights",
  sudo_set_max_allowed_uids: "MaxAllowedUids",
  sudo_set_rho: "Rho",
  sudo_set_activity_cutoff: "ActivityCutoff",
  sudo_set_min_burn: "MinBurn",
  sudo_set_max_burn: "MaxBurn",
  sudo_set_bonds_moving_average: "BondsMovingAverage",
  sudo_set_bonds_penalty: "BondsPenalty",
  sudo_set_min_childkey_take_per_subnet: "MinChildkeyTake",
  sudo_set_commit_reveal_weights_enabled: "CommitRevealEnabled",
  sudo_set_liquid_alpha_enabled: "LiquidAlphaEnabled",
  sudo_set_alpha_values: "AlphaValues",
  sudo_set_commit_reveal_weights_interval: "WeightCommitInterval",
  sudo_set_toggle_transfer: "TransferEnabled",
  sudo_set_recycle_or_burn: "RecycleOrBurn",
  sudo_set_alpha_sigmoid_steepness: "AlphaSigmoidSteepness",
  sudo_set_yuma3_enabled: "Yuma3Enabled",
  sudo_set_bonds_reset_enabled: "BondsResetEnabled",
  sudo_set_owner_immune_neuron_limit: "ImmuneNeuronLimit",
  sudo_set_burn_half_life: "BurnHalfLife",
  sudo_set_burn_increase_mult: "BurnIncreaseMult",
  // Limited by counters of their own.
  sudo_set_mechanism_count: undefined,
  sudo_set_mechanism_emission_split: undefined,
  sudo_trim_to_max_allowed_uids: undefined,
  sudo_set_owner_cut_enabled: undefined,
  sudo_set_owner_cut_auto_lock_enabled: undefined,
};
/** What the owner may call in the freeze window too. */
const unfrozen = ["sudo_set_subnet_owner_hotkey", "sudo_set_sn_owner_hotkey"];
/** What only root may call, and not in the freeze window. */
const frozenForRoot = [
  "sudo_set_min_difficulty",
  "sudo_set_target_registrations_per_interval",
  "sudo_set_difficulty",
  "sudo_set_max_allowed_validators",
  "sudo_set_max_registrations_per_block",
  "sudo_set_tempo",
  "sudo_set_subtoken_enabled",
  "sudo_set_min_allowed_uids",
];
/** What fails for everybody, with its error. */
const never: Readonly<Record<string, string>> = {
  sudo_set_network_pow_registration_allowed: "AdminUtils.POWRegistrationDisabled",
  sudo_set_total_issuance: "AdminUtils.Deprecated",
};
const FROZEN = "SubtensorModule.AdminActionProhibitedDuringWeightsWindow";

/** What came after spec 424 and does what a call of SubtensorModule does, with its checks. */
const later = ["sudo_set_activity_cutoff_factor"];

const calls = Object.entries<CallSpec>(adminUtils.spec.calls).filter(
  ([name]) => !later.includes(name),
);

/** The call's arguments at their zeros, for the first subnet. */
function zeros({ args }: CallSpec): Record<string, unknown> {
  const type = struct([], args);
  return { ...type.codec.dec(type.zero), ...("netuid" in args && { netuid: NETUID }) };
}

function opened(): PracticeChain {
  const chain = new PracticeChain();
  chain.advance();
  return chain;
}

/** The first block of the freeze window before an epoch. */
function frozen(): PracticeChain {
  const chain = new PracticeChain();
  chain.advance(21 - storage.AdminFreezeWindow.get(chain.state));
  return chain;
}

/** The owner's, whose bounds are looked at before the freeze window: nothing is out of them. */
const bounded: Readonly<Record<string, string>> = {
  sudo_set_activity_cutoff_factor: "SubtensorModule.ActivityCutoffFactorMilliOutOfBounds",
};

describe("who may call what of AdminUtils", () => {
  it("lists nothing that is not there", () => {
    const known = new Set(calls.map(([name]) => name));
    const listed = [...Object.keys(owners), ...unfrozen, ...frozenForRoot, ...Object.keys(never)];
    expect(listed.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(calls)("%s", (name, spec) => {
    const chain = frozen();
    const args = zeros(spec);
    const by = (who: string) => chain.call(who, `AdminUtils.${name}`, args);
    const refusal = never[name];
    if (refusal !== undefined) {
      expect([by(account(1)), by("root")]).toEqual([refusal, refusal]);
      return;
    }
    expect(by(account(1))).toBe("BadOrigin");
    const owner = chain.accounts.owner.coldkey;
    const bound = bounded[name];
    if (bound !== undefined) expect([by(owner), by("root")]).toEqual([bound, bound]);
    else if (name in owners) expect([by(owner), by("root")]).toEqual([FROZEN, FROZEN]);
    else if (frozenForRoot.includes(name))
      expect([by(owner), by("root")]).toEqual(["BadOrigin", FROZEN]);
    else if (unfrozen.includes(name)) expect(by(owner)).toBe("ok");
    else {
      expect(by(owner)).toBe("BadOrigin");
      expect([FROZEN, "BadOrigin"]).not.toContain(by("root"));
    }
  });

  const limited = calls.filter(([name]) => owners[name] !== undefined);
  it.each(limited)("%s is the owner's once in two tempos, and always root's", (name, spec) => {
    const chain = opened();
    const { owner } = chain.accounts;
    const parameter = { type: owners[name] } as ValueOf<typeof hyperparameter>;
    const key = { type: "OwnerHyperparamUpdate", value: [NETUID, parameter] } as const;
    storage.LastRateLimitedBlock.put(chain.state, { ...key, value: [...key.value] }, 1n);
    const by = (who: string) => chain.call(who, `AdminUtils.${name}`, zeros(spec));
    const early = "SubtensorModule.TxRateLimitExceeded";
    expect(by(owner.coldkey)).toBe(early);
    expect(by("root")).not.toBe(early);
    chain.advance(39);
    expect(by(owner.coldkey)).toBe(early);
    chain.advance();
    expect(by(owner.coldkey)).not.toBe(early);
  });
});

describe("the owner's hotkey", () => {
  const call = "AdminUtils.sudo_set_sn_owner_hotkey";

  it("is named once a week, by whomever", () => {
    const chain = opened();
    const owner = chain.accounts.owner.coldkey;
    expect(chain.call(owner, call, { netuid: NETUID, hotkey: account(5) })).toBe("ok");
    expect(storage.SubnetOwnerHotkey.get(chain.state, NETUID)).toBe(account(5));
    expect(chain.named("SubnetOwnerHotkeySet")).toEqual([[NETUID, account(5)]]);
    const again = { netuid: NETUID, hotkey: account(6) };
    expect(chain.call("root", call, again)).toBe("SubtensorModule.TxRateLimitExceeded");
    chain.block += 50_399;
    expect(chain.call(owner, call, again)).toBe("SubtensorModule.TxRateLimitExceeded");
    chain.block += 1;
    expect(chain.call(owner, call, again)).toBe("ok");
  });

  it("is no subnet's account, and belongs to a subnet that is there", () => {
    const chain = opened();
    const system = { netuid: NETUID, hotkey: subnetAccount(NETUID) };
    expect(chain.call("root", call, system)).toBe("SubtensorModule.CannotUseSystemAccount");
    const nowhere = { netuid: 9, hotkey: account(5) };
    expect(chain.call("root", call, nowhere)).toBe("SubtensorModule.SubnetNotExists");
  });
});

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
