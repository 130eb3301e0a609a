import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, type PracticeChain } from "../runtime/practice-chain.ts";
import { SECOND, twoMechanisms, weigh } from "./two-mechanisms.ts";

const TRIM = "AdminUtils.sudo_trim_to_max_allowed_uids";

function trim(chain: PracticeChain, max_n: number, who = "root"): string {
  return chain.call(who, TRIM, { netuid: NETUID, max_n });
}

/** Ten uids out of immunity with two mechanisms, of which miners 2, 4 and 5 earned least. */
function earned(): PracticeChain {
  const chain = twoMechanisms();
  weigh(chain, 0, [1, 2, 6], [1, 2, 3]);
  weigh(chain, 1, [3, 4, 6], [4, 5, 6]);
  chain.toEpoch();
  storage.MinAllowedUids.put(chain.state, NETUID, 4);
  storage.ImmunityPeriod.put(chain.state, NETUID, 0);
  storage.Emission.put(chain.state, NETUID, [0n, 9n, 1n, 9n, 1n, 1n, 9n, 9n, 9n, 9n]);
  chain.advance();
  return chain;
}

test("those that earned least go and the others move up, with rows and lists of every mechanism", () => {
  const chain = earned();
  const { state } = chain;
  const keys = Array.from({ length: 10 }, (_, uid) => storage.Keys.get(state, NETUID, uid));
  expect(trim(chain, 7)).toBe("ok");
  // Uids 0, 1, 3, 6, 7, 8 and 9 stay; the owner's earned nothing and stays all the same.
  const stay = [0, 1, 3, 6, 7, 8, 9];
  expect(storage.SubnetworkN.get(state, NETUID)).toBe(7);
  expect(storage.MaxAllowedUids.get(state, NETUID)).toBe(7);
  stay.forEach((old, uid) => {
    expect(storage.Keys.get(state, NETUID, uid)).toBe(keys[old]);
    expect(storage.Uids.get(state, NETUID, keys[old] ?? "")).toBe(uid);
  });
  for (const gone of [2, 4, 5]) {
    expect(storage.Uids.has(state, NETUID, keys[gone] ?? "")).toBe(false);
    expect(storage.IsNetworkMember.get(state, keys[gone] ?? "", NETUID)).toBe(false);
  }
  expect(storage.Keys.entries(state, NETUID)).toHaveLength(7);
  expect(storage.Emission.get(state, NETUID)).toEqual([0n, 9n, 9n, 9n, 9n, 9n, 9n]);
  // Validator 7 is uid 4 now; miners 1, 3 and 6 are 1, 2 and 3.
  expect(storage.Weights.get(state, NETUID, 4)).toEqual([
    [1, 21_845],
    [3, 65_535],
  ]);
  expect(storage.Weights.get(state, SECOND, 4)).toEqual([
    [2, 43_690],
    [3, 65_535],
  ]);
  expect(storage.Bonds.get(state, SECOND, 4).map(([uid]) => uid)).toEqual([2, 3]);
  for (const index of [NETUID, SECOND]) {
    expect(storage.Incentive.get(state, index)).toHaveLength(7);
    expect(storage.LastUpdate.get(state, index)).toHaveLength(7);
  }
  chain.toEpoch();
  expect(storage.Incentive.get(state, SECOND)[3]).toBeGreaterThan(0);
});

test("of equals the higher uid goes first", () => {
  const chain = earned();
  const second = storage.Keys.get(chain.state, NETUID, 2);
  expect(trim(chain, 8)).toBe("ok");
  expect(storage.Keys.get(chain.state, NETUID, 2)).toBe(second);
});

test("the owner may trim once in 216,000 blocks, within the subnet's bounds", () => {
  const chain = earned();
  const owner = chain.accounts.owner.coldkey;
  expect(trim(chain, 7, account(1))).toBe("BadOrigin");
  expect(trim(chain, 3, owner)).toBe("SubtensorModule.InvalidValue");
  expect(trim(chain, 129, owner)).toBe("SubtensorModule.InvalidValue");
  expect(trim(chain, 9, owner)).toBe("ok");
  expect(trim(chain, 8, owner)).toBe("SubtensorModule.TxRateLimitExceeded");
  expect(storage.TransactionKeyLastBlock.get(chain.state, owner, NETUID, 9)).toBe(
    BigInt(chain.block),
  );
});

test("too many immune neurons stop it: less than 80 of a hundred that stay may be", () => {
  const chain = earned();
  storage.ImmunityPeriod.put(chain.state, NETUID, 5);
  // Uids 1 to 4 are young, and the owner's is safe: five of six are 83 %, five of seven 71 %.
  for (let uid = 1; uid < 5; uid += 1)
    storage.BlockAtRegistration.put(chain.state, NETUID, uid, BigInt(chain.block));
  expect(trim(chain, 6)).toBe("SubtensorModule.TrimmingWouldExceedMaxImmunePercentage");
  expect(storage.MaxAllowedUids.get(chain.state, NETUID)).toBe(128);
  expect(trim(chain, 7)).toBe("ok");
  // Miners 2 and 4 earned least but are young, so three others went: 5 first, then the highest of equals.
  const left = storage.Keys.entries(chain.state, NETUID).map(([, hotkey]) => hotkey);
  const { miners, validators } = chain.accounts;
  expect(left).toContain(miners[1]!.hotkey);
  expect(left).toContain(miners[3]!.hotkey);
  expect(left).not.toContain(miners[4]!.hotkey);
  expect(left).not.toContain(validators[2]!.hotkey);
  expect(left).not.toContain(validators[1]!.hotkey);
});
