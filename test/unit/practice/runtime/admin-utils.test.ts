import { describe, expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { swap } from "../../../../native/practice/runtime/swap/pallet.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

function opened(): PracticeChain {
  const chain = new PracticeChain();
  chain.advance();
  return chain;
}

const rootOnly: [
  call: string,
  args: Record<string, unknown>,
  read: (chain: PracticeChain) => unknown,
  value: unknown,
][] = [
  ["sudo_set_tempo", { tempo: 33 }, ({ state }) => storage.Tempo.get(state, NETUID), 33],
  [
    "sudo_set_weights_set_rate_limit",
    { weights_set_rate_limit: 9n },
    ({ state }) => storage.WeightsSetRateLimit.get(state, NETUID),
    9n,
  ],
  [
    "sudo_set_max_allowed_validators",
    { max_allowed_validators: 5 },
    ({ state }) => storage.MaxAllowedValidators.get(state, NETUID),
    5,
  ],
  [
    "sudo_set_commit_reveal_version",
    { version: 5 },
    ({ state }) => storage.CommitRevealWeightsVersion.get(state),
    5,
  ],
  ["sudo_set_kappa", { kappa: 40_000 }, ({ state }) => storage.Kappa.get(state, NETUID), 40_000],
  [
    "sudo_set_network_registration_allowed",
    { registration_allowed: false },
    ({ state }) => storage.NetworkRegistrationAllowed.get(state, NETUID),
    false,
  ],
  [
    "sudo_set_subnet_emission_enabled",
    { enabled: false },
    ({ state }) => storage.SubnetEmissionEnabled.get(state, NETUID),
    false,
  ],
];

const owners: [
  call: string,
  args: Record<string, unknown>,
  read: (chain: PracticeChain) => unknown,
  value: unknown,
][] = [
  [
    "sudo_set_immunity_period",
    { immunity_period: 77 },
    ({ state }) => storage.ImmunityPeriod.get(state, NETUID),
    77,
  ],
  [
    "sudo_set_min_burn",
    { min_burn: 600_000n },
    ({ state }) => storage.MinBurn.get(state, NETUID),
    600_000n,
  ],
  [
    "sudo_set_max_burn",
    { max_burn: 50n * TAO },
    ({ state }) => storage.MaxBurn.get(state, NETUID),
    50n * TAO,
  ],
  [
    "sudo_set_yuma3_enabled",
    { enabled: false },
    ({ state }) => storage.Yuma3On.get(state, NETUID),
    false,
  ],
  [
    "sudo_set_commit_reveal_weights_enabled",
    { enabled: true },
    ({ state }) => storage.CommitRevealWeightsEnabled.get(state, NETUID),
    true,
  ],
  [
    "sudo_set_commit_reveal_weights_interval",
    { interval: 3n },
    ({ state }) => storage.RevealPeriodEpochs.get(state, NETUID),
    3n,
  ],
  [
    "sudo_set_serving_rate_limit",
    { serving_rate_limit: 2n },
    ({ state }) => storage.ServingRateLimit.get(state, NETUID),
    2n,
  ],
  [
    "sudo_set_bonds_moving_average",
    { bonds_moving_average: 500_000n },
    ({ state }) => storage.BondsMovingAverage.get(state, NETUID),
    500_000n,
  ],
  [
    "sudo_set_bonds_penalty",
    { bonds_penalty: 100 },
    ({ state }) => storage.BondsPenalty.get(state, NETUID),
    100,
  ],
  [
    "sudo_set_liquid_alpha_enabled",
    { enabled: true },
    ({ state }) => storage.LiquidAlphaOn.get(state, NETUID),
    true,
  ],
  [
    "sudo_set_max_allowed_uids",
    { max_allowed_uids: 64 },
    ({ state }) => storage.MaxAllowedUids.get(state, NETUID),
    64,
  ],
];

describe("calls of root alone", () => {
  test.each(rootOnly)("%s", (call, args, read, value) => {
    const chain = opened();
    const given = { netuid: NETUID, ...args };
    expect(chain.call(chain.accounts.owner.coldkey, `AdminUtils.${call}`, given)).toBe("BadOrigin");
    expect(chain.call("root", `AdminUtils.${call}`, given)).toBe("ok");
    expect(read(chain)).toEqual(value);
  });
});

describe("calls of the subnet's owner, once in two tempos", () => {
  test.each(owners)("%s", (call, args, read, value) => {
    const chain = opened();
    const owner = chain.accounts.owner.coldkey;
    const given = { netuid: NETUID, ...args };
    expect(chain.call(account(1), `AdminUtils.${call}`, given)).toBe("BadOrigin");
    expect(chain.call(owner, `AdminUtils.${call}`, given)).toBe("ok");
    expect(read(chain)).toEqual(value);
    expect(chain.call(owner, `AdminUtils.${call}`, given)).toBe(
      "SubtensorModule.TxRateLimitExceeded",
    );
    expect(chain.call("root", `AdminUtils.${call}`, given)).toBe("ok");
    chain.advance(41);
    expect(chain.call(owner, `AdminUtils.${call}`, given)).toBe("ok");
  });
});

test("nothing changes in the last blocks before an epoch", () => {
  const chain = opened();
  const window = storage.AdminFreezeWindow.get(chain.state);
  chain.advance(20 - window);
  expect(chain.block).toBe(21 - window);
  const args = { netuid: NETUID, immunity_period: 5 };
  const frozen = "SubtensorModule.AdminActionProhibitedDuringWeightsWindow";
  expect(chain.call("root", "AdminUtils.sudo_set_immunity_period", args)).toBe(frozen);
  chain.toEpoch();
  expect(chain.call("root", "AdminUtils.sudo_set_immunity_period", args)).toBe("ok");
});

test("values out of bounds and unknown subnets are refused", () => {
  const chain = opened();
  const root = (call: string, args: Record<string, unknown>) =>
    chain.call("root", `AdminUtils.${call}`, { netuid: NETUID, ...args });
  expect(root("sudo_set_min_burn", { min_burn: TAO })).toBe("AdminUtils.ValueNotInBounds");
  expect(root("sudo_set_max_burn", { max_burn: 100_000_000n })).toBe("AdminUtils.ValueNotInBounds");
  expect(root("sudo_set_max_allowed_uids", { max_allowed_uids: 63 })).toBe(
    "AdminUtils.MaxAllowedUidsLessThanMinAllowedUids",
  );
  expect(root("sudo_set_max_allowed_uids", { max_allowed_uids: 300 })).toBe(
    "AdminUtils.MaxAllowedUidsGreaterThanDefaultMaxAllowedUids",
  );
  expect(root("sudo_set_burn_half_life", { burn_half_life: 0 })).toBe("AdminUtils.InvalidValue");
  expect(root("sudo_set_alpha_values", { alpha_low: 2_000, alpha_high: 3_000 })).toBe(
    "SubtensorModule.LiquidAlphaDisabled",
  );
  expect(root("sudo_set_kappa", { netuid: 9, kappa: 1 })).toBe("AdminUtils.SubnetDoesNotExist");
});

test("root sets a pool's fee, up to a bound", () => {
  const chain = opened();
  const args = { netuid: NETUID, rate: 100 };
  expect(chain.call(account(1), "Swap.set_fee_rate", args)).toBe("BadOrigin");
  expect(chain.call("root", "Swap.set_fee_rate", args)).toBe("ok");
  expect(swap.storage.FeeRate.get(chain.state, NETUID)).toBe(100);
  expect(chain.call("root", "Swap.set_fee_rate", { ...args, rate: 10_001 })).toBe(
    "Swap.FeeRateTooHigh",
  );
  expect(chain.call("root", "Swap.set_fee_rate", { ...args, netuid: 9 })).toBe(
    "Swap.MechanismDoesNotExist",
  );
});
