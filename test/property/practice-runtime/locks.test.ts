import fc from "fast-check";
import { expect, test } from "vitest";
import { stakeAvailability } from "../../../native/practice/runtime/subtensor/locks/availability.ts";
import { convictionAt } from "../../../native/practice/runtime/subtensor/locks/conviction.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import {
  account,
  NETUID,
  type PracticeChain,
  TAO,
} from "../../unit/practice/runtime/practice-chain.ts";
import { histories, peopledChain } from "./history.ts";
import { key, PEOPLE } from "./history-parts.ts";

/** Everybody who has locked something, with the subnet and the hotkey. */
function lockers({ state }: PracticeChain) {
  return storage.Lock.entries(state).map(([[coldkey, netuid, hotkey]]) => ({
    coldkey,
    netuid,
    hotkey,
  }));
}

const rate = fc.constantFrom(0n, 40n, 5_000n, 934_866n);
/** Time constants of a chain, and what happens on it: a history has few blocks, so locks may have to age fast. */
const paced = (longest: number) =>
  fc.record({ unlock: rate, maturity: rate, history: histories(longest) });

/** Everybody has staked, and half of them have locked some of it. */
function lockingChain(rates: { unlock: bigint; maturity: bigint }): PracticeChain {
  const chain = peopledChain();
  storage.UnlockRate.put(chain.state, rates.unlock);
  storage.MaturityRate.put(chain.state, rates.maturity);
  for (let index = 0; index < PEOPLE; index += 1) {
    const stake = { hotkey: key(chain, PEOPLE), netuid: NETUID, amount_staked: 2_000n * TAO };
    chain.call(account(index), "add_stake", stake);
    if (index % 2 === 0) continue;
    const lock = { hotkey: key(chain, index), netuid: NETUID, amount: 1_000n * TAO };
    chain.call(account(index), "lock_stake", lock);
  }
  return chain;
}

test("nobody has more locked than staked, and no lock or conviction is negative", () => {
  let seen = 0;
  fc.assert(
    fc.property(paced(60), ({ history, ...rates }) => {
      const chain = lockingChain(rates);
      let steps = 0n;
      for (const step of history) {
        step.run(chain);
        steps += 1n;
        for (const place of lockers(chain)) {
          const { lock, total } = convictionAt(chain, place);
          for (const part of [lock, total]) {
            expect(part.mass, step.label).toBeGreaterThanOrEqual(0n);
            expect(part.conviction, step.label).toBeGreaterThanOrEqual(0n);
          }
          const stake = stakeAvailability(chain, place.coldkey, place.netuid);
          // Shares round down: a unit a hotkey with each change of its pool.
          const slack = 8n * steps + BigInt(chain.block);
          expect(stake.locked, step.label).toBeLessThanOrEqual(stake.total + slack);
          expect(stake.available).toBeLessThanOrEqual(stake.total);
          if (lock.mass > 0n) seen += 1;
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(seen).toBeGreaterThan(1_000);
});

test("a coldkey has one lock a subnet, and every lock is found from its hotkey", () => {
  let seen = 0;
  fc.assert(
    fc.property(paced(60), ({ history, ...rates }) => {
      const chain = lockingChain(rates);
      for (const step of history) {
        step.run(chain);
        const locks = lockers(chain);
        seen += locks.length;
        const places = locks.map(({ coldkey, netuid }) => `${coldkey} ${netuid}`);
        expect(new Set(places).size, step.label).toBe(places.length);
        const forward = locks.map(
          ({ coldkey, netuid, hotkey }) => `${netuid} ${hotkey} ${coldkey}`,
        );
        const back = storage.LockingColdkeys.entries(chain.state).map(([keys]) => keys.join(" "));
        expect(back.sort(), step.label).toEqual(forward.sort());
      }
    }),
    { numRuns: 60 },
  );
  expect(seen).toBeGreaterThan(1_000);
});

test("without swaps, what is locked for a hotkey covers what each has locked for it as decay allows", () => {
  fc.assert(
    fc.property(paced(40), ({ history, ...rates }) => {
      const chain = lockingChain(rates);
      for (const step of history.filter(({ label }) => label !== "swap hotkey")) step.run(chain);
      for (const [[netuid, hotkey], { locked_mass }] of storage.HotkeyLock.entries(chain.state)) {
        const sum = lockers(chain)
          .filter((place) => place.netuid === netuid && place.hotkey === hotkey)
          .map((place) => convictionAt(chain, place))
          .filter(({ kind }) => kind.perpetual)
          .reduce((total, { lock }) => total + lock.mass, 0n);
        // Perpetual locks lose nothing: their total is theirs, but for dust that was never stored.
        expect(locked_mass).toBeGreaterThanOrEqual(sum);
        expect(locked_mass - sum).toBeLessThanOrEqual(100n * BigInt(history.length));
      }
    }),
    { numRuns: 60 },
  );
});
