import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { ask } from "./ask-api.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

function mined(): PracticeChain {
  const chain = new PracticeChain();
  chain.advance();
  for (const { hotkey } of chain.accounts.validators)
    chain.call(hotkey, "set_weights", {
      netuid: NETUID,
      dests: [1, 2],
      weights: [3, 1],
      version_key: 0n,
    });
  chain.toEpoch();
  return chain;
}

test("neurons tell what the epoch gave them", () => {
  const chain = mined();
  const all = ask(chain, "NeuronInfoRuntimeApi.get_neurons_lite", { netuid: NETUID }) as Record<
    string,
    unknown
  >[];
  expect(all.map((neuron) => neuron.uid)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const miner = all[1]!;
  expect(miner.hotkey).toBe(chain.accounts.miners[0]!.hotkey);
  expect(miner.coldkey).toBe(chain.accounts.miners[0]!.coldkey);
  expect(miner.incentive).toBe(storage.Incentive.get(chain.state, NETUID)[1]);
  expect(miner.emission).toBe(storage.Emission.get(chain.state, NETUID)[1]);
  expect(miner.pruning_score).toBe(65_535);
  const validator = ask(chain, "NeuronInfoRuntimeApi.get_neuron", {
    netuid: NETUID,
    uid: 7,
  }) as Record<string, unknown>;
  expect(validator.weights).toEqual([
    [1, 65_535],
    [2, 21_845],
  ]);
  expect((validator.bonds as unknown[]).length).toBe(2);
  expect(
    ask(chain, "NeuronInfoRuntimeApi.get_neuron_lite", { netuid: NETUID, uid: 10 }),
  ).toBeUndefined();
  expect(ask(chain, "NeuronInfoRuntimeApi.get_neurons", { netuid: 9 })).toEqual([]);
});

test("stake is told by coldkey, hotkey and network", () => {
  const chain = mined();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  const stakes = ask(chain, "StakeInfoRuntimeApi.get_stake_info_for_coldkey", {
    coldkey_account: coldkey,
  }) as Record<string, unknown>[];
  expect(stakes.map(({ netuid, stake }) => [netuid, stake])).toEqual([
    [0, 20_000n * TAO],
    [NETUID, stakeOf(chain.state, hotkey, coldkey, NETUID)],
  ]);
  const available = ask(chain, "StakeInfoRuntimeApi.get_stake_availability_for_coldkeys", {
    coldkey_accounts: [coldkey],
    netuids: [0],
  });
  const whole = { total: 20_000n * TAO, locked: 0n, available: 20_000n * TAO };
  expect(available).toEqual([[coldkey, [[0, whole]]]]);
  const fee = ask(chain, "StakeInfoRuntimeApi.get_stake_fee", {
    origin: undefined,
    origin_coldkey_account: coldkey,
    destination: [hotkey, NETUID],
    destination_coldkey_account: coldkey,
    amount: TAO,
  });
  expect(fee).toBe((TAO * 33n) / 65_535n);
});

test("what a trade is said to bring is what it brings", () => {
  const chain = mined();
  const coldkey = account(1);
  chain.fund(coldkey, 5_000n * TAO);
  const { hotkey } = chain.accounts.validators[0]!;
  const quote = ask(chain, "SwapRuntimeApi.sim_swap_tao_for_alpha", {
    netuid: NETUID,
    tao: 1_000n * TAO,
  }) as Record<string, bigint>;
  chain.call(coldkey, "add_stake", { hotkey, netuid: NETUID, amount_staked: 1_000n * TAO });
  const [added] = chain.named("StakeAdded") as [string, string, bigint, bigint, number, bigint][];
  expect(quote.alpha_amount).toBe(added?.[3]);
  expect(quote.tao_fee).toBe(added?.[5]);
  expect(quote.alpha_slippage).toBeGreaterThan(0n);
  const price = ask(chain, "SwapRuntimeApi.current_alpha_price", { netuid: NETUID }) as bigint;
  expect(Number(price) / 1e9).toBeCloseTo(0.63, 1);
  const prices = ask(chain, "SwapRuntimeApi.current_alpha_price_all");
  expect(prices).toEqual([
    { netuid: 0, price: TAO },
    { netuid: NETUID, price },
  ]);
  const held = stakeOf(chain.state, hotkey, coldkey, NETUID);
  const back = ask(chain, "SwapRuntimeApi.sim_swap_alpha_for_tao", {
    netuid: NETUID,
    alpha: held,
  }) as Record<string, bigint>;
  chain.call(coldkey, "remove_stake", { hotkey, netuid: NETUID, amount_unstaked: held });
  const [removed] = chain.named("StakeRemoved") as [
    string,
    string,
    bigint,
    bigint,
    number,
    bigint,
  ][];
  expect(back.tao_amount).toBe(removed?.[2]);
  expect(back.alpha_fee).toBe(removed?.[5]);
});

test("subnets tell name, pool, clock and parameters", () => {
  const chain = mined();
  const dynamic = ask(chain, "SubnetInfoRuntimeApi.get_dynamic_info", { netuid: NETUID }) as Record<
    string,
    unknown
  >;
  expect(String.fromCharCode(...(dynamic.subnet_name as number[]))).toBe("Text generation");
  expect(dynamic.tao_in).toBe(storage.SubnetTAO.get(chain.state, NETUID));
  expect(dynamic.last_step).toBe(20n);
  expect(dynamic.blocks_since_last_step).toBe(0n);
  const all = ask(chain, "SubnetInfoRuntimeApi.get_all_dynamic_info") as unknown[];
  expect(all).toHaveLength(2);
  expect(ask(chain, "SubnetInfoRuntimeApi.get_next_epoch_start_block", { netuid: NETUID })).toBe(
    40n,
  );
  const parameters = ask(chain, "SubnetInfoRuntimeApi.get_subnet_hyperparams_v2", {
    netuid: NETUID,
  }) as Record<string, unknown>;
  expect(parameters).toMatchObject({ tempo: 20, yuma_version: 3, weights_rate_limit: 5n });
  expect(
    ask(chain, "SubnetInfoRuntimeApi.get_subnet_hyperparams_v3", { netuid: NETUID }),
  ).toHaveLength(33);
  for (const method of ["get_subnet_info", "get_subnet_info_v2", "get_subnet_hyperparams"])
    expect(ask(chain, `SubnetInfoRuntimeApi.${method}`, { netuid: 9 })).toBeUndefined();
  expect(ask(chain, "SubnetInfoRuntimeApi.get_subnets_info_v2")).toHaveLength(2);
  expect(ask(chain, "SubnetRegistrationRuntimeApi.get_network_registration_cost")).toBe(
    1_000n * TAO,
  );
});

test("a metagraph holds every uid, and a selective one only what was asked for", () => {
  const chain = mined();
  const whole = ask(chain, "SubnetInfoRuntimeApi.get_metagraph", { netuid: NETUID }) as Record<
    string,
    unknown
  >;
  expect(whole.hotkeys).toHaveLength(10);
  expect(whole.incentives).toEqual(storage.Incentive.get(chain.state, NETUID));
  expect(whole.block).toBe(BigInt(chain.block));
  const state = ask(chain, "SubnetInfoRuntimeApi.get_subnet_state", { netuid: NETUID }) as Record<
    string,
    unknown
  >;
  expect(state.total_stake).toEqual(whole.total_stake);
  const some = ask(chain, "SubnetInfoRuntimeApi.get_selective_metagraph", {
    netuid: NETUID,
    metagraph_indexes: [0, 52, 72],
  }) as Record<string, unknown>;
  expect(some.netuid).toBe(NETUID);
  expect(some.hotkeys).toEqual(whole.hotkeys);
  expect(some.validators).toContain(7);
  expect(some.coldkeys).toBeUndefined();
});

test("delegates tell take, nominators and permits", () => {
  const chain = mined();
  const { coldkey, hotkey } = chain.accounts.validators[1]!;
  const found = ask(chain, "DelegateInfoRuntimeApi.get_delegate", {
    delegate_account: hotkey,
  }) as Record<string, unknown>;
  expect(found).toMatchObject({ take: 5_898, owner_ss58: coldkey, validator_permits: [1] });
  expect(found.nominators).toHaveLength(1);
  expect(found.total_daily_return).toBeGreaterThan(0n);
  expect(ask(chain, "DelegateInfoRuntimeApi.get_delegates")).toHaveLength(3);
  expect(
    ask(chain, "DelegateInfoRuntimeApi.get_delegate", { delegate_account: account(1) }),
  ).toBeUndefined();
  const delegated = ask(chain, "DelegateInfoRuntimeApi.get_delegated", {
    delegatee_account: coldkey,
  });
  expect(delegated).toHaveLength(2);
});
