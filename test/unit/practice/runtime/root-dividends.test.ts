import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { rootOwed } from "../../../../native/practice/runtime/subtensor/stake/root-claims.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

/** A network whose moving prices sum to more than 1, so that root stake earns. */
function earningRoot(): PracticeChain {
  const chain = new PracticeChain();
  chain.fund(account(1), 2_000n * TAO);
  chain.advance();
  const made = chain.call(account(1), "register_network", { hotkey: account(2) });
  expect(made).toBe("ok");
  expect(chain.call(account(1), "start_call", { netuid: 2 })).toBe("ok");
  storage.SubnetMovingPrice.put(chain.state, 2, { bits: 1n << 32n });
  storage.Tempo.put(chain.state, 2, 20);
  // Nobody claims by chance while the test watches.
  storage.NumRootClaim.put(chain.state, 0n);
  return chain;
}

test("root stake earns claims that turn into root stake", () => {
  const chain = earningRoot();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  chain.toEpoch();
  chain.toEpoch();
  const owed = rootOwed(chain.state, hotkey, coldkey, NETUID);
  expect(owed).toBeGreaterThan(0n);
  expect(storage.RootAlphaDividendsPerSubnet.get(chain.state, NETUID, hotkey)).toBeGreaterThan(0n);
  const before = stakeOf(chain.state, hotkey, coldkey, 0);
  storage.NumRootClaim.put(chain.state, 50n);
  chain.advance();
  expect(chain.named("RootClaimed")).not.toEqual([]);
  expect(stakeOf(chain.state, hotkey, coldkey, 0)).toBeGreaterThan(before);
  expect(rootOwed(chain.state, hotkey, coldkey, NETUID)).toBe(0n);
  expect(faults(chain.state)).toEqual([]);
});

test("dividends can be claimed by hand, and kept as alpha", () => {
  const chain = earningRoot();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  chain.toEpoch();
  chain.toEpoch();
  const owed = rootOwed(chain.state, hotkey, coldkey, NETUID);
  const keep = { new_root_claim_type: { type: "Keep" } };
  expect(chain.call(coldkey, "set_root_claim_type", keep)).toBe("ok");
  expect(chain.call(coldkey, "claim_root", { subnets: [] })).toBe(
    "SubtensorModule.InvalidSubnetNumber",
  );
  const before = stakeOf(chain.state, hotkey, coldkey, NETUID);
  const root = stakeOf(chain.state, hotkey, coldkey, 0);
  expect(chain.call(coldkey, "claim_root", { subnets: [NETUID] })).toBe("ok");
  expect(stakeOf(chain.state, hotkey, coldkey, NETUID) - before).toBe(owed);
  expect(stakeOf(chain.state, hotkey, coldkey, 0)).toBe(root);
  expect(rootOwed(chain.state, hotkey, coldkey, NETUID)).toBe(0n);
});

test("stake that comes later has no claim on what was earned before", () => {
  const chain = earningRoot();
  const { hotkey } = chain.accounts.validators[0]!;
  chain.toEpoch();
  chain.toEpoch();
  const late = account(5);
  chain.fund(late, 1_000n * TAO);
  chain.call(late, "add_stake", { hotkey, netuid: 0, amount_staked: 900n * TAO });
  expect(rootOwed(chain.state, hotkey, late, NETUID)).toBe(0n);
  chain.toEpoch();
  expect(rootOwed(chain.state, hotkey, late, NETUID)).toBeGreaterThan(0n);
});

test("a seat on root goes to whoever has more stake there than the least of its members", () => {
  const chain = new PracticeChain();
  chain.advance();
  storage.MaxAllowedUids.put(chain.state, 0, 3);
  const coldkey = account(1);
  chain.fund(coldkey, 60_000n * TAO);
  chain.call(coldkey, "try_associate_hotkey", { hotkey: account(2) });
  expect(chain.call(coldkey, "root_register", { hotkey: account(2) })).toBe(
    "SubtensorModule.StakeTooLowForRoot",
  );
  const args = { hotkey: account(2), netuid: 0, amount_staked: 50_000n * TAO };
  expect(chain.call(coldkey, "add_stake", args)).toBe("ok");
  expect(chain.call(coldkey, "root_register", { hotkey: account(2) })).toBe("ok");
  expect(storage.Uids.has(chain.state, 0, account(2))).toBe(true);
  expect(chain.call(coldkey, "root_register", { hotkey: account(3) })).toBe(
    "SubtensorModule.TooManyRegistrationsThisBlock",
  );
});
