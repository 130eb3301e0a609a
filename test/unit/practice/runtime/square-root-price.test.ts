import { expect, test } from "vitest";
import { Overlay } from "../../../../native/practice/frame/state.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { swap } from "../../../../native/practice/runtime/swap/pallet.ts";
import { recordSquareRootPrices } from "../../../../native/practice/runtime/swap/square-root-price.ts";
import { currentPrice } from "../../../../native/practice/runtime/swap/trade.ts";
import { U64F64 } from "../../../../native/protocol/fixed-point.ts";
import { NETUID, PracticeChain } from "./practice-chain.ts";

const written = swap.storage.AlphaSqrtPrice;

test("the written root squares to the pool's price, follows it, and root has none", () => {
  const { state } = new PracticeChain();
  for (const factor of [1n, 3n, 1_000n]) {
    storage.SubnetTAO.mutate(state, NETUID, (tao) => tao * factor);
    recordSquareRootPrices(state);
    const { bits } = written.get(state, NETUID);
    const price = currentPrice(state, NETUID);
    expect(price).toBeGreaterThan(0n);
    expect(U64F64.multiply(bits, bits)).toBeLessThanOrEqual(price);
    expect(U64F64.multiply(bits + 1n, bits + 1n)).toBeGreaterThanOrEqual(price);
  }
  expect(written.entries(state).map(([[netuid]]) => netuid)).toEqual([NETUID]);
});

test("nothing is written while the price stands, and a subnet that is gone leaves no price", () => {
  const { state } = new PracticeChain();
  recordSquareRootPrices(state);
  const layer = new Overlay(state);
  recordSquareRootPrices(layer);
  expect([...layer.changes()]).toEqual([]);
  storage.NetworksAdded.remove(state, NETUID);
  recordSquareRootPrices(state);
  expect(written.entries(state)).toEqual([]);
});

test("liquidity of users is refused in finney's words", () => {
  const chain = new PracticeChain();
  const args = { hotkey: chain.accounts.owner.hotkey, netuid: NETUID };
  const position = { ...args, position_id: 1n };
  for (const [name, values] of [
    ["add_liquidity", { ...args, tick_low: -10, tick_high: 10, liquidity: 5n }],
    ["remove_liquidity", position],
    ["modify_position", { ...position, liquidity_delta: -1n }],
    ["toggle_user_liquidity", { netuid: NETUID, enable: true }],
    ["disable_lp", {}],
  ] as const)
    expect(chain.call(chain.accounts.owner.coldkey, `Swap.${name}`, values)).toBe(
      "Swap.Deprecated",
    );
});
