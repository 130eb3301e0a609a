import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import {
  deployRootDividend,
  rootDestinations,
} from "../../../../native/practice/runtime/subtensor/root-weights/deploy.ts";
import { rootOwed } from "../../../../native/practice/runtime/subtensor/stake/root-claims.ts";
import {
  hotkeyStake,
  stakeOf,
} from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { currentPrice } from "../../../../native/practice/runtime/swap/trade.ts";
import { faults } from "../runtime/books.ts";
import { NETUID, type PracticeChain, TAO } from "../runtime/practice-chain.ts";
import { twoSubnets, vote, YOUNG } from "./two-subnets.ts";

const EVERYTHING = 65_535;

/** A chain whose young subnet has outstanding alpha that a dividend of 100 can be made of. */
function owing(): { chain: PracticeChain; hotkey: string } {
  const chain = twoSubnets();
  storage.SubnetAlphaOut.mutate(chain.state, YOUNG, (total) => total + 100n * TAO);
  return { chain, hotkey: chain.accounts.validators[0]!.hotkey };
}

const claims = (chain: PracticeChain, hotkey: string): Map<number, bigint> =>
  new Map(
    storage.RootClaimable.get(chain.state, hotkey).map(([netuid, { bits }]) => [netuid, bits]),
  );

/** The claim per rao of root stake that an amount makes, as I96F32 bits. */
const rate = (chain: PracticeChain, hotkey: string, amount: bigint): bigint =>
  (amount << 32n) / hotkeyStake(chain.state, hotkey, 0);

test("without a vector a dividend stays where it was earned", () => {
  const { chain, hotkey } = owing();
  const price = currentPrice(chain.state, YOUNG);
  deployRootDividend(chain, hotkey, YOUNG, 100n * TAO);
  expect(claims(chain, hotkey)).toEqual(new Map([[YOUNG, rate(chain, hotkey, 100n * TAO)]]));
  expect(currentPrice(chain.state, YOUNG)).toBe(price);
});

test("with one it is sold, split by weight, and buys what the validator chose", () => {
  const { chain, hotkey } = owing();
  vote(chain, [1, 2, 1]);
  // The young pool made round: 1,000 TAO against 1,000 alpha, equal weights.
  storage.SubnetTAO.put(chain.state, YOUNG, 1_000n * TAO);
  storage.SubnetAlphaIn.put(chain.state, YOUNG, 1_000n * TAO);
  const house = {
    tao: storage.SubnetTAO.get(chain.state, NETUID),
    alpha: storage.SubnetAlphaIn.get(chain.state, NETUID),
  };
  const flow = storage.SubnetProtocolFlow.get(chain.state, NETUID);
  deployRootDividend(chain, hotkey, YOUNG, 100n * TAO);
  // 1000 x 100 / 1100 = 90.909090909 TAO: of 32768 + 65535 + 32768 a quarter, a half less a little, and the rest.
  const sold = 90_909_090_909n;
  const held = (sold * 32_768n) / 131_071n;
  const spent = (sold * 65_535n) / 131_071n;
  const back = sold - held - spent;
  const near = (value: bigint, wanted: bigint) => {
    expect(Number(value - wanted)).toBeLessThanOrEqual(2);
    expect(Number(wanted - value)).toBeLessThanOrEqual(2);
  };
  near(storage.SubnetTAO.get(chain.state, NETUID), house.tao + spent);
  near(
    house.alpha - storage.SubnetAlphaIn.get(chain.state, NETUID),
    (house.alpha * spent) / (house.tao + spent),
  );
  near(storage.SubnetTAO.get(chain.state, YOUNG), 1_000n * TAO - sold + back);
  near(storage.SubnetProtocolFlow.get(chain.state, NETUID) - flow, spent);
  const made = claims(chain, hotkey);
  near(made.get(0) ?? 0n, rate(chain, hotkey, held));
  expect(made.get(NETUID)).toBe(
    rate(chain, hotkey, house.alpha - storage.SubnetAlphaIn.get(chain.state, NETUID)),
  );
  expect(made.get(YOUNG)).toBeGreaterThan(0n);
});

test("what is held as TAO becomes root stake when it is claimed, and no rao comes or goes", () => {
  const { chain, hotkey } = owing();
  const { coldkey } = chain.accounts.validators[0]!;
  vote(chain, [EVERYTHING, 1, 1]);
  const issued = storage.TotalIssuance.get(chain.state);
  deployRootDividend(chain, hotkey, YOUNG, 50n * TAO);
  const owed = rootOwed(chain.state, hotkey, coldkey, 0);
  expect(owed).toBeGreaterThan(0n);
  const before = stakeOf(chain.state, hotkey, coldkey, 0);
  const pooled = storage.SubnetTAO.get(chain.state, 0);
  expect(faults(chain.state)).toEqual([]);
  expect(chain.call(coldkey, "claim_root", { subnets: [0] })).toBe("ok");
  expect(stakeOf(chain.state, hotkey, coldkey, 0)).toBe(before + owed);
  expect(storage.SubnetTAO.get(chain.state, 0)).toBe(pooled + owed);
  // Rates are cut to whole units twice, as in every claim.
  expect(rootOwed(chain.state, hotkey, coldkey, 0)).toBeLessThanOrEqual(1n);
  expect(storage.TotalIssuance.get(chain.state)).toBe(issued);
  expect(faults(chain.state)).toEqual([]);
});

test("more TAO than there is root stake is staked for the validator at once, and the books balance", () => {
  const { chain, hotkey } = owing();
  const { coldkey } = chain.accounts.validators[0]!;
  vote(chain, [EVERYTHING, 1, 1]);
  const staked = stakeOf(chain.state, hotkey, coldkey, 0);
  const leave = { hotkey, netuid: 0, amount_unstaked: staked - 2n * TAO };
  expect(chain.call(coldkey, "remove_stake", leave)).toBe("ok");
  const before = hotkeyStake(chain.state, hotkey, 0);
  const pooled = storage.SubnetTAO.get(chain.state, 0);
  deployRootDividend(chain, hotkey, YOUNG, 50n * TAO);
  const gained = hotkeyStake(chain.state, hotkey, 0) - before;
  expect(gained).toBeGreaterThan(before);
  expect(storage.SubnetTAO.get(chain.state, 0)).toBe(pooled + gained);
  expect(claims(chain, hotkey).get(0)).toBeUndefined();
  expect(faults(chain.state)).toEqual([]);
});

test("where one pool refuses, nothing of it happens and the alpha is recycled", () => {
  const { chain, hotkey } = owing();
  vote(chain, [1, 1, 1]);
  storage.SubnetAlphaIn.put(chain.state, NETUID, 0n);
  const out = storage.SubnetAlphaOut.get(chain.state, YOUNG);
  const tao = storage.SubnetTAO.get(chain.state, YOUNG);
  deployRootDividend(chain, hotkey, YOUNG, 10n * TAO);
  expect(storage.SubnetAlphaOut.get(chain.state, YOUNG)).toBe(out - 10n * TAO);
  expect(storage.SubnetTAO.get(chain.state, YOUNG)).toBe(tao);
  expect(claims(chain, hotkey)).toEqual(new Map());
});

test("only destinations that count and exist are left of a vector", () => {
  const { chain, hotkey } = owing();
  vote(chain, [1, 2, 4]);
  expect(rootDestinations(chain.state, chain.accounts.miners[0]!.hotkey)).toEqual([]);
  storage.NetworksAdded.put(chain.state, YOUNG, false);
  expect(rootDestinations(chain.state, hotkey)).toEqual([
    { netuid: 0, weight: 16_384n },
    { netuid: 1, weight: 32_768n },
  ]);
});
