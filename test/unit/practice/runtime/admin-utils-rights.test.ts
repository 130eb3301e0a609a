import { describe, expect, it } from "vitest";
import type { CallSpec } from "../../../../native/practice/frame/pallet.ts";
import { subnetAccount } from "../../../../native/practice/runtime/subtensor/accounts.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import type { hyperparameter } from "../../../../native/practice/runtime/subtensor/types.ts";
import { struct, type ValueOf } from "../../../../native/practice/scale/type.ts";
import { calls, opened } from "./admin-utils-calls.ts";
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

/** The call's arguments at their zeros, for the first subnet. */
function zeros({ args }: CallSpec): Record<string, unknown> {
  const type = struct([], args);
  return { ...type.codec.dec(type.zero), ...("netuid" in args && { netuid: NETUID }) };
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
