import { beforeEach, describe, expect, it } from "vitest";
import type { BlockRef } from "../../../native/chain/chain-port.ts";
import type { Holdings } from "../../../native/earnings/epoch-reader.ts";
import { reconcile } from "../../../native/earnings/reconcile.ts";
import { type Scanner, startScanner } from "../../../native/earnings/scanner.ts";
import { openStore } from "../../../native/store/database.ts";
import {
  createEarningTable,
  type EarningRow,
  type EarningTable,
} from "../../../native/store/earning-table.ts";
import { type FakeChain, fakeChain } from "../../fakes/fake-chain.ts";

const holdings: Holdings = { coldkeys: ["cold"], hotkeys: new Set(["hot"]) };
const epochEvent = (alpha: bigint) => ({
  pallet: "SubtensorModule",
  name: "IncentiveAlphaEmittedToMiners",
  value: { netuid: 1, emissions: [0n, alpha] },
});

/** A chain on which "hot" has uid 1 and its stake after each block is what `stakes` says, else as in the block before. */
function miningChain(): {
  chain: FakeChain;
  epoch: (alpha: bigint, options?: { finalize?: boolean }) => BlockRef;
} {
  const chain = fakeChain();
  const stakes = new Map<string, bigint>();
  let stake = 0n;
  chain.set("SubtensorModule", "Uids", [1, "hot"], 1);
  chain.setApi("SwapRuntimeApi", "current_alpha_price", () => 500_000_000n);
  chain.setApi("StakeInfoRuntimeApi", "get_stake_info_for_coldkeys", (_coldkeys, at) => [
    [
      "cold",
      [
        {
          coldkey: "cold",
          hotkey: "hot",
          netuid: 1,
          stake: stakes.get((at as BlockRef).hash) ?? 0n,
        },
      ],
    ],
  ]);
  return {
    chain,
    epoch: (alpha, options = {}) => {
      const parent = chain.state().best;
      if (parent) stakes.set(parent.hash, stake);
      stake += alpha;
      // Listeners are told while the block is made, before its hash is known here; they read it later.
      const block = chain.advance({
        events: [epochEvent(alpha)],
        finalize: options.finalize ?? true,
      });
      stakes.set(block.hash, stake);
      return block;
    },
  };
}

let table: EarningTable;
let changed: EarningRow[];
let gaps: [number, number][];
let errors: unknown[];
beforeEach(() => {
  table = createEarningTable(openStore(":memory:").database, "0x01");
  changed = [];
  gaps = [];
  errors = [];
});

function scan(chain: FakeChain): Scanner {
  return startScanner({
    chain,
    table: () => table,
    holdings: async () => holdings,
    onChange: (rows) => changed.push(...rows),
    onGap: (from, to) => gaps.push([from, to]),
    onError: (error) => errors.push(error),
  });
}

describe("the scanner", () => {
  it("writes a reward as soon as it is in a block and makes it final once", async () => {
    const { chain, epoch } = miningChain();
    const scanner = scan(chain);
    chain.advance();
    const block = epoch(800n, { finalize: false });
    await scanner.idle();
    expect(table.all().map((row) => [row.kind, row.alpha, row.taoValue, row.state])).toEqual([
      ["miner", 800n, 400n, "in-block"],
    ]);
    chain.advance();
    await scanner.idle();
    expect(table.all()).toMatchObject([{ blockHash: block.hash, eventIndex: 0, state: "final" }]);
    expect(changed.map((row) => row.state)).toEqual(["in-block", "final"]);
    expect(errors).toEqual([]);
    await scanner.close();
  });

  it("takes back what a reorganisation undid", async () => {
    const { chain, epoch } = miningChain();
    const scanner = scan(chain);
    chain.advance();
    epoch(800n, { finalize: false });
    await scanner.idle();
    chain.reorganise(1);
    chain.advance();
    await scanner.idle();
    expect(table.all()).toEqual([]);
    expect(changed.at(-1)?.state).toBe("reorged");
    await scanner.close();
  });

  it("reads what happened while it was off, each block once", async () => {
    const { chain, epoch } = miningChain();
    const first = scan(chain);
    chain.advance();
    await first.idle();
    await first.close();
    epoch(100n);
    chain.advance({ blocks: 3 });
    epoch(200n);
    const second = scan(chain);
    chain.advance();
    await second.idle();
    expect(table.all().map((row) => row.alpha)).toEqual([100n, 200n]);
    expect(table.cursor()?.block).toBe(chain.state().finalized?.number);
    await second.close();
  });

  it("names blocks that the endpoint no longer keeps, and goes on", async () => {
    const { chain, epoch } = miningChain();
    const first = scan(chain);
    chain.advance();
    await first.idle();
    await first.close();
    const lost = epoch(100n);
    chain.advance();
    chain.prune(lost.number + 1);
    const second = scan(chain);
    epoch(200n);
    await second.idle();
    expect(gaps).toEqual([[lost.number, lost.number]]);
    expect(table.all().map((row) => row.alpha)).toEqual([200n]);
    expect(table.cursor()?.block).toBe(chain.state().finalized?.number);
    await second.close();
  });

  it("keeps its place while the chain cannot be reached, and loses nothing", async () => {
    const { chain, epoch } = miningChain();
    const scanner = scan(chain);
    chain.advance();
    await scanner.idle();
    chain.connect(false);
    epoch(300n);
    await scanner.idle();
    expect(errors.length).toBeGreaterThan(0);
    chain.connect(true);
    chain.advance();
    await scanner.idle();
    expect(table.all().map((row) => row.alpha)).toEqual([300n]);
    await scanner.close();
  });
});

describe("reconcile", () => {
  it("finds no difference in what the scanner wrote, and every kind of tampering", async () => {
    const { chain, epoch } = miningChain();
    const { database } = openStore(":memory:");
    table = createEarningTable(database, "0x01");
    const scanner = scan(chain);
    chain.advance();
    const [first, second, third] = [epoch(100n), epoch(200n), epoch(300n)];
    await scanner.idle();
    expect(await reconcile(chain, table, holdings)).toMatchObject({
      rows: 3,
      checked: 3,
      difference: 0n,
      mismatches: [],
    });
    database.exec(`UPDATE earning SET alpha = 150 WHERE block = ${first.number}`);
    database.exec(`DELETE FROM earning WHERE block = ${second.number}`);
    database.exec(`INSERT INTO earning (genesis, kind, netuid, coldkey, hotkey, alpha, tao_value, block, block_hash, event_index, event, time, state)
      SELECT genesis, 'staker', netuid, coldkey, hotkey, 7, 1, block, block_hash, event_index, event, time, state FROM earning WHERE block = ${third.number}`);
    const found = await reconcile(chain, table, holdings);
    expect(found.mismatches.map((one) => [one.block, one.ledger, one.chain])).toEqual([
      [first.number, 150n, 100n],
      [second.number, 0n, 200n],
      [third.number, 7n, 0n],
    ]);
    expect(found.difference).toBe(-50n + 200n - 7n);
    await scanner.close();
  });

  it("tells a failure once, not with every block, and again when it comes back", async () => {
    const { chain, epoch } = miningChain();
    const broken = { ...holdings };
    let fails = false;
    const scanner = startScanner({
      chain,
      table: () => table,
      holdings: async () => {
        if (fails) throw new Error("the wallets folder is gone");
        return broken;
      },
      onChange: (rows) => changed.push(...rows),
      onGap: (from, to) => gaps.push([from, to]),
      onError: (error) => errors.push(error),
    });
    chain.advance();
    const failFor = async (blocks: number): Promise<void> => {
      fails = true;
      for (let block = 0; block < blocks; block += 1) chain.advance();
      await scanner.idle();
      fails = false;
    };
    await scanner.idle();
    await failFor(30);
    expect(errors).toHaveLength(1);
    epoch(100n);
    await scanner.idle();
    expect(changed.at(-1)).toMatchObject({ state: "final", alpha: 100n });
    await failFor(30);
    expect(errors).toHaveLength(2);
    await scanner.close();
  });

  it("counts what is pruned instead of guessing", async () => {
    const { chain, epoch } = miningChain();
    const scanner = scan(chain);
    chain.advance();
    const lost = epoch(100n);
    epoch(200n);
    await scanner.idle();
    chain.prune(lost.number + 1);
    const found = await reconcile(chain, table, holdings);
    // The second epoch's own block is kept, but not its parent, from which the amount is worked out.
    expect(found).toMatchObject({ rows: 2, checked: 0, unreachable: 2, difference: 0n });
    await scanner.close();
  });
});
