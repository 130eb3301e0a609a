import { describe, expect, test } from "vitest";
import { isFrozen } from "../../../../native/practice/runtime/subtensor/epoch/epoch-clock.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, PracticeChain } from "./practice-chain.ts";

function begun(): PracticeChain {
  const chain = new PracticeChain();
  chain.advance();
  return chain;
}

function call(chain: PracticeChain, who: string, name: string, rest: Record<string, unknown>) {
  return chain.call(who, name, { netuid: NETUID, ...rest }).replace("SubtensorModule.", "");
}

test("a symbol is one of the chain's, and no other subnet's", () => {
  const chain = begun();
  const owner = chain.accounts.owner.coldkey;
  const text = (symbol: string) => new TextEncoder().encode(symbol);
  const update = (who: string, symbol: string) =>
    call(chain, who, "update_symbol", { symbol: text(symbol) });
  expect(update(account(1), "γ")).toBe("BadOrigin");
  expect(update(owner, "γγ")).toBe("SymbolDoesNotExist");
  // Root's own is not to be had.
  expect(update(owner, "Τ")).toBe("SymbolDoesNotExist");
  expect(update(owner, "α")).toBe("SymbolAlreadyInUse");
  expect(update(owner, "γ")).toBe("ok");
  expect(chain.named("SymbolUpdated")).toEqual([{ netuid: NETUID, symbol: text("γ") }]);
  expect(update("root", "ש")).toBe("ok");
  expect(storage.TokenSymbol.get(chain.state, NETUID)).toEqual(text("ש"));
});

describe("the owner's own parameters", () => {
  test("a tempo begins anew when it is changed, once in 360 blocks and not just before an epoch", () => {
    const chain = begun();
    const owner = chain.accounts.owner.coldkey;
    const set = (who: string, tempo: number) => call(chain, who, "set_tempo", { tempo });
    expect(set("root", 360)).toBe("BadOrigin");
    expect(set(account(1), 360)).toBe("BadOrigin");
    expect([set(owner, 359), set(owner, 50_401)]).toEqual(Array(2).fill("TempoOutOfBounds"));
    chain.block = 18;
    expect(isFrozen(chain, NETUID)).toBe(true);
    expect(set(owner, 360)).toBe("AdminActionProhibitedDuringWeightsWindow");
    chain.block = 5;
    expect(set(owner, 400)).toBe("ok");
    expect(chain.named("TempoSet")).toEqual([[NETUID, 400]]);
    expect(storage.LastEpochBlock.get(chain.state, NETUID)).toBe(5n);
    chain.block = 364;
    expect(set(owner, 500)).toBe("TxRateLimitExceeded");
    chain.block = 365;
    expect(set(owner, 500)).toBe("ok");
  });

  test("the activity cutoff factor is within bounds; root has neither limit nor freeze", () => {
    const chain = begun();
    const owner = chain.accounts.owner.coldkey;
    const set = (who: string, factor_milli: number) =>
      call(chain, who, "set_activity_cutoff_factor", { factor_milli });
    expect(set(account(1), 2_000)).toBe("BadOrigin");
    expect([set(owner, 999), set("root", 50_001)]).toEqual(
      Array(2).fill("ActivityCutoffFactorMilliOutOfBounds"),
    );
    expect(set(owner, 2_000)).toBe("ok");
    expect(chain.named("ActivityCutoffFactorMilliSet")).toEqual([
      { netuid: NETUID, factor_milli: 2_000 },
    ]);
    expect(set(owner, 3_000)).toBe("TxRateLimitExceeded");
    chain.block = 18;
    expect(set(owner, 3_000)).toBe("AdminActionProhibitedDuringWeightsWindow");
    expect(set("root", 3_000)).toBe("ok");
  });

  test("root claims: how many a block, and from how much alpha on", () => {
    const chain = begun();
    const owner = chain.accounts.owner.coldkey;
    const count = (who: string, new_value: bigint) =>
      chain.call(who, "sudo_set_num_root_claims", { new_value });
    expect(count(owner, 3n)).toBe("BadOrigin");
    expect(count("root", 51n)).toBe("SubtensorModule.InvalidNumRootClaim");
    expect(count("root", 50n)).toBe("ok");
    expect(storage.NumRootClaim.get(chain.state)).toBe(50n);
    const threshold = (who: string, new_value: bigint) =>
      call(chain, who, "sudo_set_root_claim_threshold", { new_value });
    expect(threshold(account(1), 3n)).toBe("BadOrigin");
    expect(threshold(owner, 10_000_001n)).toBe("InvalidRootClaimThreshold");
    expect(threshold(owner, 10_000_000n)).toBe("ok");
    expect(threshold("root", 2n)).toBe("ok");
    expect(storage.RootClaimableThreshold.get(chain.state, NETUID).bits).toBe(2n << 32n);
  });
});
