import { describe, expect, test } from "vitest";
import { distributeLease } from "../../../../native/practice/runtime/subtensor/leases/dividends.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { increaseStake } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { TAO } from "../call-bench.ts";
import { accountedAlpha, faults } from "../runtime/books.ts";
import { backer, beneficiary, LEASED, LeaseBench, second } from "./lease-bench.ts";

/** Units in an alpha. */
const ALPHA = 1_000_000_000n;
const DISTRIBUTED = "SubtensorModule.SubnetLeaseDividendsDistributed";

/** Pays the owner's cut of a leased subnet as the payout does, in a block of this number. */
function pay(chain: LeaseBench, block: number, cut: bigint): void {
  chain.block = block;
  chain.events = [];
  storage.SubnetAlphaOut.mutate(chain.state, LEASED, (out) => out + cut);
  increaseStake(chain.state, chain.lease.hotkey, chain.lease.coldkey, LEASED, cut);
  const { state } = chain;
  const deposit = ({ pallet, name, value }: { pallet: string; name: string; value: unknown }) =>
    void chain.events.push([`${pallet}.${name}`, value]);
  distributeLease({ state, block, deposit }, LEASED, cut);
}

const waiting = (chain: LeaseBench) => storage.AccumulatedLeaseDividends.get(chain.state, 0);

describe("dividends of a lease", () => {
  test("wait until a block whose number is a multiple of a hundred, and go out by share", () => {
    const chain = LeaseBench.leased(undefined, 30);
    pay(chain, 1_150, 100n * ALPHA + 1n);
    // 30 percent, rounded up.
    expect(waiting(chain)).toBe(30n * ALPHA + 1n);
    expect(chain.named(DISTRIBUTED)).toEqual([]);
    pay(chain, 1_200, 100n * ALPHA);
    expect(waiting(chain)).toBe(0n);
    const total = 60n * ALPHA + 1n;
    const parts = [(total * 45n) / 100n + 1n, (total * 30n) / 100n + 1n] as const;
    const rest = total - parts[0] - parts[1];
    expect(chain.named(DISTRIBUTED)).toEqual([
      { lease_id: 0, contributor: backer, alpha: parts[0] },
      { lease_id: 0, contributor: second, alpha: parts[1] },
      { lease_id: 0, contributor: beneficiary, alpha: rest },
    ]);
    expect(parts[0] - chain.held(backer)).toBeLessThanOrEqual(1n);
    expect(parts[1] - chain.held(second)).toBeLessThanOrEqual(1n);
    expect(rest - chain.held(beneficiary)).toBeLessThanOrEqual(1n);
    // What is not the contributors' stays with the lease.
    expect(chain.held(chain.lease.coldkey)).toBe(140n * ALPHA);
    expect(accountedAlpha(chain.state, LEASED)).toBeLessThanOrEqual(
      storage.SubnetAlphaOut.get(chain.state, LEASED),
    );
  });

  test("wait on where somebody's part is too small to be stake", () => {
    const chain = LeaseBench.leased(undefined, 30);
    pay(chain, 1_200, 1_000_000n);
    expect(waiting(chain)).toBe(300_000n);
    expect(chain.events).toEqual([]);
    expect(chain.held(backer)).toBe(0n);
    pay(chain, 1_300, 100n * ALPHA);
    expect(waiting(chain)).toBe(0n);
    expect(chain.held(backer)).toBeGreaterThan(13n * ALPHA);
  });

  test("end with the lease", () => {
    const chain = LeaseBench.leased(1_200, 30);
    pay(chain, 1_199, 100n * ALPHA);
    expect(waiting(chain)).toBe(30n * ALPHA);
    pay(chain, 1_200, 100n * ALPHA);
    expect(waiting(chain)).toBe(30n * ALPHA);
    expect(chain.held(backer)).toBe(0n);
  });

  test("of a lease that promises more than there is wait: no alpha comes of nothing", () => {
    const chain = LeaseBench.leased(undefined, 200);
    pay(chain, 1_200, 100n * ALPHA);
    expect(waiting(chain)).toBe(200n * ALPHA);
    expect(chain.held(chain.lease.coldkey)).toBe(100n * ALPHA);
    expect(chain.held(backer)).toBe(0n);
  });

  test("are not paid where the owner's cut is locked and a contributor takes no locked stake", () => {
    const chain = LeaseBench.leased(undefined, 100);
    const { coldkey, hotkey } = chain.lease;
    pay(chain, 1_150, 100n * ALPHA);
    const lock = { hotkey, netuid: LEASED, amount: 100n * ALPHA };
    expect(chain.run(coldkey, "SubtensorModule.lock_stake", lock)).toBe("ok");
    pay(chain, 1_200, 10n * ALPHA);
    expect(waiting(chain)).toBe(110n * ALPHA);
    for (const who of [backer, second, beneficiary])
      chain.run(who, "SubtensorModule.set_reject_locked_alpha", { enabled: false });
    pay(chain, 1_300, 10n * ALPHA);
    expect(waiting(chain)).toBe(0n);
    expect(chain.held(backer)).toBeGreaterThan(50n * ALPHA);
    const locks = storage.Lock.entries(chain.state).map(([[who]]) => who);
    expect(new Set(locks)).toEqual(new Set([backer, second, beneficiary]));
  });

  test("are part of every payout of the subnet's owner", () => {
    const chain = LeaseBench.leased(undefined, 50);
    const { state } = chain;
    storage.StartCallDelay.put(state, 0n);
    storage.Tempo.put(state, LEASED, 50);
    storage.LastEpochBlock.put(state, LEASED, 0n);
    expect(chain.run(chain.lease.coldkey, "SubtensorModule.start_call", { netuid: LEASED })).toBe(
      "ok",
    );
    while (chain.held(backer) === 0n && chain.block < 400) {
      chain.step();
      if (chain.held(backer) === 0n) continue;
      expect(chain.block % 100).toBe(0);
      const paid = chain.named(DISTRIBUTED) as { contributor: string; alpha: bigint }[];
      expect(paid.map(({ contributor }) => contributor)).toEqual([backer, second, beneficiary]);
      const total = paid.reduce((sum, { alpha }) => sum + alpha, 0n);
      // Half of the owner's 18 % of an alpha a block, since the subnet began.
      const first = Number(storage.FirstEmissionBlockNumber.get(state, LEASED));
      expect(Number(total) / 1e9).toBeCloseTo(0.09 * (chain.block - first + 1), 1);
    }
    expect(chain.held(backer)).toBeGreaterThan(ALPHA / 10n);
    expect(chain.balanced()).toBe(true);
    expect(faults(state)).toEqual([]);
    expect(chain.data(backer).free).toBeGreaterThan(4_000n * TAO);
  });
});
