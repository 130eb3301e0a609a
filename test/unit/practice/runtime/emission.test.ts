import { expect, test } from "vitest";
import { balances } from "../../../../native/practice/runtime/balances/pallet.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { currentPrice } from "../../../../native/practice/runtime/swap/trade.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

/** The TAO that one block brings at an issuance. */
function blockAt(issuance: bigint): bigint {
  const chain = new PracticeChain();
  const present = balances.storage.TotalIssuance.get(chain.state);
  const missing = issuance - present;
  chain.fund(account(1), missing);
  chain.advance();
  const minted = storage.TotalIssuance.get(chain.state) - issuance;
  expect(faults(chain.state)).toEqual([]);
  return minted;
}

test.each([
  ["before the first halving", 10_499_999n * TAO, 1_000_000_000n],
  ["after the first halving", 10_500_001n * TAO, 500_000_000n],
  ["after the second halving", 15_750_001n * TAO, 250_000_000n],
  ["at the cap", 21_000_000n * TAO, 0n],
])("%s a block brings what it must", (_name, issuance, emission) => {
  // Fractions of a rao are lost in the split between liquidity and buying, as on finney.
  const minted = blockAt(issuance);
  expect(emission - minted).toBeLessThanOrEqual(1n);
  expect(minted).toBeLessThanOrEqual(emission);
});

test("a rao below the cap is the most that is minted there", () => {
  expect(blockAt(21_000_000n * TAO - 1n)).toBeLessThanOrEqual(1n);
});

test("a block splits its TAO into liquidity at the present price and a purchase", () => {
  const chain = new PracticeChain();
  const price = currentPrice(chain.state, NETUID);
  const before = storage.SubnetTAO.get(chain.state, NETUID);
  chain.advance();
  const taoIn = storage.SubnetTaoInEmission.get(chain.state, NETUID);
  const alphaIn = storage.SubnetAlphaInEmission.get(chain.state, NETUID);
  const excess = storage.SubnetExcessTao.get(chain.state, NETUID);
  expect(taoIn).toBeGreaterThan(0n);
  expect(excess).toBeGreaterThan(0n);
  expect(TAO - (taoIn + excess)).toBeLessThanOrEqual(1n);
  expect(storage.SubnetTAO.get(chain.state, NETUID) - before).toBe(taoIn + excess);
  expect(Number(taoIn) / Number(alphaIn)).toBeCloseTo(Number(price) / 2 ** 64, 6);
  expect(storage.SubnetProtocolAlpha.get(chain.state, NETUID)).toBeGreaterThan(0n);
});

test("a block's alpha is split 18 : 41 : 41, the root part recycled while prices sum to less than 1", () => {
  const chain = new PracticeChain();
  const out = storage.SubnetAlphaOut.get(chain.state, NETUID);
  const bought = storage.SubnetProtocolAlpha.get(chain.state, NETUID);
  chain.advance();
  const owner = storage.PendingOwnerCut.get(chain.state, NETUID);
  const miners = storage.PendingServerEmission.get(chain.state, NETUID);
  const validators = storage.PendingValidatorEmission.get(chain.state, NETUID);
  expect(Number(owner) / 1e9).toBeCloseTo(0.18, 4);
  expect(Number(miners) / 1e9).toBeCloseTo(0.41, 4);
  const rootPart = 410_000_000 - Number(validators);
  const share = Number(storage.RootProp.get(chain.state, NETUID).bits) / 2 ** 32;
  expect(rootPart / 410_000_000).toBeCloseTo(share, 3);
  const purchased = storage.SubnetProtocolAlpha.get(chain.state, NETUID) - bought;
  const minted = storage.SubnetAlphaOut.get(chain.state, NETUID) - out - purchased;
  expect(minted - owner - miners - validators).toBeLessThanOrEqual(3n);
  expect(storage.PendingRootAlphaDivs.get(chain.state, NETUID)).toBe(0n);
});

test("a subnet that is not started, not trading or closed earns nothing", () => {
  for (const close of [
    (chain: PracticeChain) => storage.FirstEmissionBlockNumber.remove(chain.state, NETUID),
    (chain: PracticeChain) => storage.SubtokenEnabled.put(chain.state, NETUID, false),
    (chain: PracticeChain) => storage.NetworkRegistrationAllowed.put(chain.state, NETUID, false),
  ]) {
    const chain = new PracticeChain();
    close(chain);
    const issued = storage.TotalIssuance.get(chain.state);
    chain.advance();
    expect(storage.TotalIssuance.get(chain.state)).toBe(issued);
    expect(storage.PendingServerEmission.get(chain.state, NETUID)).toBe(0n);
  }
});

test("fees that Balances burned can be emitted again: the issuance follows at the next block", () => {
  const chain = new PracticeChain();
  chain.advance();
  balances.storage.TotalIssuance.mutate(chain.state, (total) => total - 1_000n);
  const issued = storage.TotalIssuance.get(chain.state);
  chain.advance();
  expect(storage.TotalIssuance.get(chain.state)).toBeLessThan(issued + TAO - 999n);
});

test("the moving price follows the price slowly, never above 1", () => {
  const chain = new PracticeChain();
  const start = storage.SubnetMovingPrice.get(chain.state, NETUID).bits;
  storage.SubnetMovingAlpha.put(chain.state, { bits: 1n << 31n });
  storage.SubnetAlphaIn.put(chain.state, NETUID, 100_000n * TAO);
  chain.advance(50);
  const moved = storage.SubnetMovingPrice.get(chain.state, NETUID).bits;
  expect(moved).toBeGreaterThan(start);
  expect(moved).toBeLessThanOrEqual(1n << 32n);
});
