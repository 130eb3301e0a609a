import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { currentPrice } from "../../../../native/practice/runtime/swap/trade.ts";
import { faults } from "../runtime/books.ts";
import { NETUID, PracticeChain, TAO } from "../runtime/practice-chain.ts";
import { twoSubnets, vote, YOUNG } from "./two-subnets.ts";

const EVERYTHING = 65_535;

/** Rao of this block's emission that a subnet got: as liquidity, and for buying its alpha. */
const received = (chain: PracticeChain, netuid: number): bigint =>
  storage.SubnetTaoInEmission.get(chain.state, netuid) +
  storage.SubnetExcessTao.get(chain.state, netuid);

/** Six epochs after a vote, with moving prices that follow the pools' a hundred thousand times as quickly as the chain's. */
function voted(weights: readonly number[]): PracticeChain {
  const chain = twoSubnets();
  const quick = { alpha: { bits: (3n << 32n) / 10n } };
  expect(chain.call("root", "AdminUtils.sudo_set_subnet_moving_alpha", quick)).toBe("ok");
  for (const netuid of [NETUID, YOUNG])
    chain.call("root", "AdminUtils.sudo_set_ema_price_halving_period", {
      netuid,
      ema_halving: 100n,
    });
  vote(chain, weights);
  for (let epoch = 0; epoch < 6; epoch += 1) chain.toEpoch(YOUNG);
  return chain;
}

test("root's vote moves demand, prices and then the TAO that the subnets are given", () => {
  const forHouse = voted([1, EVERYTHING, 1]);
  const forYoung = voted([1, 1, EVERYTHING]);
  expect(forHouse.block).toBe(forYoung.block);
  // What root stake earned on the young subnet was sold there, and bought the other one's alpha, or came back.
  expect(currentPrice(forHouse.state, YOUNG)).toBeLessThan(currentPrice(forYoung.state, YOUNG));
  expect(currentPrice(forHouse.state, NETUID)).toBeGreaterThan(
    currentPrice(forYoung.state, NETUID),
  );
  const shareOfYoung = (chain: PracticeChain): number =>
    Number(received(chain, YOUNG)) / Number(TAO);
  for (const chain of [forHouse, forYoung]) {
    const all = received(chain, YOUNG) + received(chain, NETUID);
    expect(Number(TAO - all)).toBeLessThan(10);
    expect(faults(chain.state)).toEqual([]);
  }
  expect(shareOfYoung(forHouse)).toBeLessThan(shareOfYoung(forYoung) - 0.001);
});

test("validators that do not vote leave dividends where they were earned", () => {
  const chain = twoSubnets();
  chain.toEpoch(YOUNG);
  const { hotkey } = chain.accounts.validators[0]!;
  const netuids = storage.RootClaimable.get(chain.state, hotkey).map(([netuid]) => netuid);
  expect(netuids.length).toBeGreaterThan(0);
  expect(netuids).not.toContain(0);
});

test("with one subnet a vote changes nothing: root stake earns nothing there", () => {
  const run = (votes: boolean): PracticeChain => {
    const chain = new PracticeChain();
    chain.advance();
    if (votes)
      for (const { hotkey } of chain.accounts.validators) {
        const args = { dests: [0, NETUID], weights: [1, EVERYTHING] };
        expect(chain.call(hotkey, "set_root_weights", args)).toBe("ok");
      }
    chain.toEpoch();
    chain.toEpoch();
    return chain;
  };
  const [without, withVotes] = [run(false), run(true)];
  for (const item of [storage.SubnetTAO, storage.SubnetAlphaIn, storage.SubnetAlphaOut])
    expect(item.get(withVotes.state, NETUID)).toBe(item.get(without.state, NETUID));
  const { hotkey } = without.accounts.validators[0]!;
  const claims = storage.RootClaimable.get(withVotes.state, hotkey);
  expect(claims.every(([, { bits }]) => bits === 0n)).toBe(true);
  expect(received(withVotes, NETUID)).toBe(received(without, NETUID));
});
