import fc from "fast-check";
import { expect, test } from "vitest";
import { freeBalance } from "../../../native/practice/runtime/balances/balance.ts";
import { subnetAccount } from "../../../native/practice/runtime/subtensor/accounts.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { rootOwed } from "../../../native/practice/runtime/subtensor/stake/root-claims.ts";
import { NETUID, type PracticeChain, TAO } from "../../unit/practice/runtime/practice-chain.ts";
import { peopledChain } from "./history.ts";
import type { Step } from "./history-parts.ts";
import { voteHistories } from "./history-votes.ts";

/** TAO that root stakers can claim because their validators chose to hold it. */
function owedTao(chain: PracticeChain): bigint {
  const { state } = chain;
  return storage.AlphaV2.entries(state)
    .filter(([[, , netuid]]) => netuid === 0)
    .reduce((sum, [[hotkey, coldkey]]) => sum + rootOwed(state, hotkey, coldkey, 0), 0n);
}

const kept = (chain: PracticeChain): bigint =>
  freeBalance(chain.state, subnetAccount(0)) - storage.SubnetTAO.get(chain.state, 0);

test("root's account holds every TAO that its stakers may claim, whatever was voted", () => {
  let most = 0n;
  fc.assert(
    fc.property(voteHistories(40), (history: Step[]) => {
      const chain = peopledChain();
      const before = kept(chain);
      for (const step of history) {
        step.run(chain);
        const owed = owedTao(chain);
        if (owed > most) most = owed;
        // Rates are cut to whole units at each claim, which may be a rao more than was paid in.
        expect(kept(chain) - before + BigInt(history.length * 8)).toBeGreaterThanOrEqual(owed);
      }
    }),
    { numRuns: 25 },
  );
  // The property would hold where nobody ever earns anything, too.
  expect(most).toBeGreaterThan(TAO / 1_000n);
});

test("what is stored of mechanisms is as long as the subnet, and refers to its neurons alone", () => {
  fc.assert(
    fc.property(voteHistories(40), (history: Step[]) => {
      const chain = peopledChain();
      for (const step of history) step.run(chain);
      const { state } = chain;
      const size = storage.SubnetworkN.get(state, NETUID);
      expect(storage.Keys.entries(state, NETUID)).toHaveLength(size);
      expect(storage.Uids.entries(state, NETUID)).toHaveLength(size);
      const count = storage.MechanismCountCurrent.get(state, NETUID);
      for (let mecid = 0; mecid < 3; mecid += 1) {
        const index = NETUID + mecid * 4_096;
        const rows = [
          ...storage.Weights.entries(state, index),
          ...storage.Bonds.entries(state, index),
        ];
        if (mecid >= count) expect(rows).toEqual([]);
        for (const [[, uid], row] of rows) {
          expect(uid).toBeLessThan(size);
          for (const [to] of row) expect(to).toBeLessThan(size);
        }
        expect(storage.LastUpdate.get(state, index).length).toBeLessThanOrEqual(size);
        expect(storage.Incentive.get(state, index).length).toBeLessThanOrEqual(size);
      }
      for (const item of [storage.Active, storage.Emission, storage.Consensus, storage.Dividends])
        expect((item.get(state, NETUID) as readonly unknown[]).length).toBe(size);
    }),
    { numRuns: 25 },
  );
});
