import { expect, test } from "vitest";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import {
  FAUCET_PATH,
  HOUSE_MINERS,
  HOUSE_VALIDATORS,
  minerPaths,
  ownerPaths,
  validatorPaths,
} from "../../../../native/practice/runtime/genesis-keys.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { sudo } from "../../../../native/practice/runtime/sudo/pallet.ts";
import { currentPrice } from "../../../../native/practice/runtime/swap/trade.ts";
import { priceToRao } from "../../../../native/protocol/pool.ts";
import { faults } from "./books.ts";
import { houseAccounts, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

test("the paths of the house keys are fixed: residents derive the same ones", () => {
  expect(FAUCET_PATH).toBe("//Hearth//Faucet");
  expect(ownerPaths).toEqual({
    coldkey: "//Hearth//Owner",
    hotkey: "//Hearth//Owner//hotkey",
  });
  expect(minerPaths(3).hotkey).toBe("//Hearth//Miner//3//hotkey");
  expect(validatorPaths(2).coldkey).toBe("//Hearth//Validator//2");
  // As the wallet derives them from the development phrase.
  const accounts = houseAccounts();
  expect(accounts.faucet).toBe("5CJioBZ3eCEK5uDWQqksWgZo8U35zfBYGv4SVjFzGpGrd1NE");
  expect(accounts.miners[0]?.hotkey).toBe("5HdqaAPaQoSrcz1EJGSjzRELGEaxtsZpRFP8AiWz8SgHtono");
});

test("block 0 balances to the rao, below the first halving", () => {
  const { state, accounts } = new PracticeChain();
  expect(faults(state)).toEqual([]);
  expect(storage.TotalIssuance.get(state)).toBeLessThan(10_500_000n * TAO);
  expect(freeBalance(state, accounts.faucet)).toBe(8_000_000n * TAO);
  expect(sudo.storage.Key.get(state)).toBe(accounts.faucet);
  const stake = [0, NETUID].reduce((sum, netuid) => sum + storage.SubnetTAO.get(state, netuid), 0n);
  // TotalStake counts what was staked with its fees, as finney's does.
  expect(storage.TotalStake.get(state)).toBeGreaterThanOrEqual(stake);
  expect(storage.TotalStake.get(state) - stake).toBeLessThan(100n * TAO);
});

test("the house is registered: owner, miners, validators with stake, permits and takes", () => {
  const { state, accounts } = new PracticeChain();
  expect(storage.SubnetworkN.get(state, NETUID)).toBe(1 + HOUSE_MINERS + HOUSE_VALIDATORS);
  const everybody = [accounts.owner, ...accounts.miners, ...accounts.validators];
  everybody.forEach(({ coldkey, hotkey }, uid) => {
    expect(storage.Uids.get(state, NETUID, hotkey)).toBe(uid);
    expect(storage.Owner.get(state, hotkey)).toBe(coldkey);
  });
  expect(storage.ValidatorPermit.get(state, NETUID)).toEqual([
    ...new Array<boolean>(7).fill(false),
    true,
    true,
    true,
  ]);
  const takes = accounts.validators.map(({ hotkey }) => storage.Delegates.get(state, hotkey));
  expect(takes).toEqual([11_796, 5_898, 3_277]);
  for (const { coldkey, hotkey } of accounts.validators) {
    expect(stakeOf(state, hotkey, coldkey, NETUID)).toBeGreaterThan(10_000n * TAO);
    expect(stakeOf(state, hotkey, coldkey, 0)).toBe(20_000n * TAO);
    expect(storage.Uids.has(state, 0, hotkey)).toBe(true);
  }
});

test("subnet 1 is started, named, and set for practice", () => {
  const { state } = new PracticeChain({ tempo: 20 });
  const name = storage.SubnetIdentitiesV3.get(state, NETUID).subnet_name;
  expect(new TextDecoder().decode(name)).toBe("Text generation");
  expect(new TextDecoder().decode(storage.TokenSymbol.get(state, NETUID))).toBe("α");
  expect(storage.Tempo.get(state, NETUID)).toBe(20);
  expect(storage.Yuma3On.get(state, NETUID)).toBe(true);
  expect(storage.CommitRevealWeightsEnabled.get(state, NETUID)).toBe(false);
  expect(storage.WeightsSetRateLimit.get(state, NETUID)).toBe(5n);
  expect(storage.ServingRateLimit.get(state, NETUID)).toBe(5n);
  expect(storage.StakeThreshold.get(state)).toBe(100n * TAO);
  expect(storage.ImmunityPeriod.get(state, NETUID)).toBe(5_000);
  expect(storage.Burn.get(state, NETUID)).toBe(TAO);
  expect(storage.MinBurn.get(state, NETUID)).toBe(500_000n);
  expect(storage.TransferToggle.get(state, NETUID)).toBe(true);
  expect(storage.SubtokenEnabled.get(state, NETUID)).toBe(true);
  expect(storage.FirstEmissionBlockNumber.get(state, NETUID)).toBe(1n);
  const price = Number(priceToRao(currentPrice(state, NETUID))) / 1e9;
  expect(price).toBeGreaterThan(0.5);
  expect(price).toBeLessThan(0.7);
});

test("an empty block takes a few milliseconds at most, so that one a second is never a burden", () => {
  const chain = new PracticeChain();
  // In the process's own time on a core: what else the machine does is no burden of the chain's.
  const start = process.cpuUsage();
  chain.advance(100);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000 / 100).toBeLessThan(50);
});

test("subnet 1 has the average flow that bittensor 10 reads, as finney's older subnets do", () => {
  const { state } = new PracticeChain();
  expect(storage.SubnetEmaTaoFlow.find(state, NETUID)).toEqual([0n, { bits: 0n }]);
});
