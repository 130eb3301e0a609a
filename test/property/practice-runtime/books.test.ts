import fc from "fast-check";
import { expect, test } from "vitest";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { accountedAlpha, faults } from "../../unit/practice/runtime/books.ts";
import { NETUID } from "../../unit/practice/runtime/practice-chain.ts";
import { histories, peopledChain } from "./history.ts";
import { PEOPLE } from "./history-parts.ts";

/** StakeRemoved: coldkey, hotkey, rao, alpha, netuid, fee in alpha. */
type Removed = readonly [string, string, bigint, bigint, number, bigint];
/** AlphaBurned: coldkey, hotkey, alpha, netuid. */
type Burned = readonly [string, string, bigint, number];

test("whatever people do, the books balance, nothing is negative and the cap holds", () => {
  let succeeded = 0;
  fc.assert(
    fc.property(histories(60), (history) => {
      const chain = peopledChain();
      for (const step of history) {
        succeeded += step.run(chain);
        const wrong = faults(chain.state);
        if (wrong.length > 0) throw new Error(`after ${step.label}: ${wrong.join("; ")}`);
      }
    }),
    { numRuns: 60 },
  );
  // The property would hold of a chain that refuses everything, too.
  expect(succeeded).toBeGreaterThan(400);
});

test("every staker's part of a hotkey adds up to the hotkey's stake, but for rounding", () => {
  fc.assert(
    fc.property(histories(40), (history) => {
      const chain = peopledChain();
      for (const step of history) step.run(chain);
      const sums = new Map<string, bigint>();
      for (const [[hotkey, coldkey, netuid]] of storage.AlphaV2.entries(chain.state)) {
        const part = stakeOf(chain.state, hotkey, coldkey, netuid);
        sums.set(`${hotkey}/${netuid}`, (sums.get(`${hotkey}/${netuid}`) ?? 0n) + part);
      }
      for (const [[hotkey, netuid], total] of storage.TotalHotkeyAlpha.entries(chain.state)) {
        const sum = sums.get(`${hotkey}/${netuid}`) ?? 0n;
        expect(sum).toBeLessThanOrEqual(total + 1n);
        // Shares round down, by a unit a holder at most.
        expect(total - sum).toBeLessThanOrEqual(BigInt(PEOPLE + 1));
      }
    }),
    { numRuns: 30 },
  );
});

/**
 * Steps after which alpha may go to nobody on purpose, as on chain: weights could send incentive to the owner's miner, where it is
 * burned; root's claims have no holder yet; and where only neurons without stake are left, an epoch finds nobody to pay.
 */
const LOSING = ["weigh", "weigh second", "dearer", "trim"];

test("alpha that nobody holds is only what was burned as fees and rounded away", () => {
  fc.assert(
    fc.property(histories(40), (history) => {
      const chain = peopledChain();
      const { state } = chain;
      const ownerless = (): bigint =>
        storage.SubnetAlphaOut.get(state, NETUID) - accountedAlpha(state, NETUID);
      const start = ownerless();
      let burned = 0n;
      for (const step of history.filter(({ label }) => !LOSING.includes(label))) {
        chain.events = [];
        step.run(chain);
        for (const [, , , , netuid, fee] of chain.named("StakeRemoved") as Removed[])
          if (netuid === NETUID) burned += fee;
        for (const [, , amount, netuid] of chain.named("AlphaBurned") as Burned[])
          if (netuid === NETUID) burned += amount;
      }
      const dust = ownerless() - start - burned;
      expect(dust).toBeGreaterThanOrEqual(0n);
      // A few units a block from the split, and a few a neuron and epoch from the payout.
      const epochs = storage.SubnetEpochIndex.get(state, NETUID);
      expect(dust).toBeLessThanOrEqual(BigInt(chain.block) * 4n + epochs * 60n);
    }),
    { numRuns: 30 },
  );
});
