import { describe, expect, test } from "vitest";
import { crowdloan } from "../../../../native/practice/runtime/crowdloan/pallet.ts";
import { fundsAccount } from "../../../../native/practice/runtime/crowdloan/rules.ts";
import { preimage } from "../../../../native/practice/runtime/preimage/pallet.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { call, give, person, TAO } from "../call-bench.ts";
import { backer, CrowdloanBench, creator, second, target } from "./crowdloan-bench.ts";

const { Contributions, Crowdloans, CurrentCrowdloanId, MaxContributions } = crowdloan.storage;
const { PreimageFor, RequestStatusFor } = preimage.storage;

function full(facts: Readonly<Record<string, unknown>> = {}): CrowdloanBench {
  const chain = new CrowdloanBench();
  expect(chain.create(facts)).toBe("ok");
  chain.contribute(backer, 90n * TAO);
  return chain;
}
const withCall = (inner: ReturnType<typeof call>) => ({ call: inner, target_address: undefined });
/** Longer than what is stored in place. */
const long = call("System.remark_with_event", { remark: new Uint8Array(200).fill(1) });

describe("finalize", () => {
  test("sends the money to its target", () => {
    const chain = full();
    expect(chain.call(creator, "finalize")).toBe("ok");
    expect(chain.named("Crowdloan.Finalized")).toEqual([{ crowdloan_id: 0 }]);
    expect(chain.data(target).free).toBe(100n * TAO);
    expect(chain.loan.finalized).toBe(true);
    // The account itself stays, for its crowdloan does.
    expect(system.storage.Account.get(chain.state, fundsAccount(0)).providers).toBe(1);
    expect(chain.call(creator, "finalize")).toBe("Crowdloan.AlreadyFinalized");
    expect(chain.balanced()).toBe(true);
  });

  test("or runs its call as the creator, who pays for it", () => {
    const chain = full(withCall(give(target, 3n * TAO)));
    expect(chain.loan.call?.type).toBe("Inline");
    expect(chain.call(creator, "finalize")).toBe("ok");
    expect(chain.data(target).free).toBe(3n * TAO);
    expect(chain.data(creator).free).toBe(987n * TAO);
    expect(chain.data(fundsAccount(0)).free).toBe(100n * TAO);
    expect(CurrentCrowdloanId.has(chain.state)).toBe(false);
  });

  test("stays as it was when the call fails", () => {
    const chain = full(withCall(give(target, 3_000n * TAO)));
    expect(chain.call(creator, "finalize")).toBe("Token.FundsUnavailable");
    expect(chain.loan.finalized).toBe(false);
    expect(CurrentCrowdloanId.has(chain.state)).toBe(false);
    expect(chain.call(backer, "withdraw")).toBe("ok");
  });

  test("reads a long call from Preimage, and says so when it is gone", () => {
    const chain = full(withCall(long));
    const stored = chain.loan.call;
    if (stored?.type !== "Lookup") throw new Error("stored in place");
    const { hash, len } = stored.value;
    expect(PreimageFor.get(chain.state, [hash, len])).toHaveLength(len);
    const kept = PreimageFor.get(chain.state, [hash, len]);
    PreimageFor.remove(chain.state, [hash, len]);
    expect(chain.call(creator, "finalize")).toBe("Crowdloan.CallUnavailable");
    PreimageFor.put(chain.state, [hash, len], kept);
    expect(chain.call(creator, "finalize")).toBe("ok");
    expect(chain.named("System.Remarked")).toMatchObject([{ sender: creator }]);
  });

  test("is the creator's, at exactly the cap, with one way to end", () => {
    const chain = new CrowdloanBench();
    expect(chain.call(creator, "finalize")).toBe("Crowdloan.InvalidCrowdloanId");
    chain.create();
    expect(chain.call(backer, "finalize")).toBe("Crowdloan.InvalidOrigin");
    expect(chain.call(creator, "finalize")).toBe("Crowdloan.CapNotRaised");
    chain.contribute(backer, 90n * TAO);
    Crowdloans.put(chain.state, 0, { ...chain.loan, target_address: undefined });
    expect(chain.call(creator, "finalize")).toBe("Crowdloan.InvalidFinalizationConfig");
  });
});

describe("refund", () => {
  test("pays everybody but the creator back, fifty at a time", () => {
    const chain = new CrowdloanBench();
    chain.create();
    const crowd = Array.from({ length: 51 }, (_none, index) => person(100 + index));
    for (const who of crowd) {
      chain.fund(who, 2n * TAO);
      expect(chain.contribute(who, TAO)).toBe("ok");
    }
    expect(chain.call(creator, "refund")).toBe("ok");
    expect(chain.named("Crowdloan.PartiallyRefunded")).toEqual([{ crowdloan_id: 0 }]);
    expect(chain.cost).toBeUndefined();
    expect(chain.loan).toMatchObject({ raised: 11n * TAO, contributors_count: 2 });
    expect(crowd.filter((who) => chain.data(who).free === 2n * TAO)).toHaveLength(50);
    expect(chain.call(creator, "refund")).toBe("ok");
    expect(chain.named("Crowdloan.AllRefunded")).toEqual([{ crowdloan_id: 0 }]);
    // One contributor: four reads and two writes.
    expect(chain.cost).toEqual({
      weight: 110_703_000n + 39_503_253n + 100_000_000n + 200_000_000n,
    });
    expect(chain.loan).toMatchObject({ raised: 10n * TAO, contributors_count: 1 });
    expect(Contributions.entries(chain.state, 0)).toHaveLength(1);
    expect(chain.balanced()).toBe(true);
  });

  test("is the creator's, and too late for a final one", () => {
    const chain = full();
    expect(chain.call(creator, "refund", 1)).toBe("Crowdloan.InvalidCrowdloanId");
    expect(chain.call(backer, "refund")).toBe("Crowdloan.InvalidOrigin");
    chain.call(creator, "finalize");
    expect(chain.call(creator, "refund")).toBe("Crowdloan.AlreadyFinalized");
  });
});

describe("dissolve", () => {
  test("gives the creator's money back and leaves nothing", () => {
    const chain = full(withCall(long));
    const most = { crowdloan_id: 0, new_max_contribution: 95n * TAO };
    expect(chain.run(creator, "Crowdloan.set_max_contribution", most)).toBe("ok");
    expect(chain.call(creator, "dissolve")).toBe("Crowdloan.NotReadyToDissolve");
    chain.call(creator, "refund");
    expect(chain.call(creator, "dissolve")).toBe("ok");
    expect(chain.events.map(([name]) => name)).toEqual([
      "Balances.Transfer",
      "Preimage.Cleared",
      "System.KilledAccount",
      "Crowdloan.Dissolved",
    ]);
    expect(Crowdloans.has(chain.state, 0)).toBe(false);
    expect(MaxContributions.has(chain.state, 0)).toBe(false);
    expect(Contributions.entries(chain.state, 0)).toEqual([]);
    expect([...PreimageFor.entries(chain.state), ...RequestStatusFor.entries(chain.state)]).toEqual(
      [],
    );
    expect(chain.data(creator).free).toBe(1_000n * TAO);
    expect(system.storage.Account.has(chain.state, fundsAccount(0))).toBe(false);
  });

  test("is the creator's, and too late for a final one", () => {
    const chain = full();
    expect(chain.call(creator, "dissolve", 1)).toBe("Crowdloan.InvalidCrowdloanId");
    expect(chain.call(backer, "dissolve")).toBe("Crowdloan.InvalidOrigin");
    chain.call(creator, "finalize");
    expect(chain.call(creator, "dissolve")).toBe("Crowdloan.AlreadyFinalized");
    Crowdloans.put(chain.state, 0, { ...chain.loan, finalized: false });
    Contributions.remove(chain.state, 0, creator);
    expect(chain.call(creator, "dissolve")).toBe("Crowdloan.NoContribution");
  });
});

describe("changes", () => {
  const change = (chain: CrowdloanBench, name: string, value: unknown, who = creator) => {
    const argument = `new_${name.replace(/^(update|set)_/, "")}`;
    return chain.run(who, `Crowdloan.${name}`, { crowdloan_id: 0, [argument]: value });
  };

  test.each([
    ["update_min_contribution", 2n * TAO],
    ["update_end", 100_000],
    ["update_cap", 200n * TAO],
    ["set_max_contribution", 50n * TAO],
  ])("%s is the creator's, of a crowdloan that is not final", (name, value) => {
    const chain = new CrowdloanBench();
    expect(change(chain, name, value)).toBe("Crowdloan.InvalidCrowdloanId");
    chain.create();
    expect(change(chain, name, value, second)).toBe("Crowdloan.InvalidOrigin");
    chain.contribute(backer, 90n * TAO);
    chain.call(creator, "finalize");
    expect(change(chain, name, value)).toBe("Crowdloan.AlreadyFinalized");
  });

  test("of the least contribution stay between a tenth of a TAO and the most", () => {
    const chain = new CrowdloanBench();
    chain.create();
    const least = (value: bigint) => change(chain, "update_min_contribution", value);
    expect(least(TAO / 10n - 1n)).toBe("Crowdloan.MinimumContributionTooLow");
    change(chain, "set_max_contribution", 20n * TAO);
    expect(least(20n * TAO + 1n)).toBe("Crowdloan.MinimumContributionTooHigh");
    expect(least(20n * TAO)).toBe("ok");
    expect(chain.named("Crowdloan.MinContributionUpdated")).toEqual([
      { crowdloan_id: 0, new_min_contribution: 20n * TAO },
    ]);
    expect(chain.loan.min_contribution).toBe(20n * TAO);
  });

  test("of the most stay above the least and what the creator gave", () => {
    const chain = new CrowdloanBench();
    chain.create();
    const most = (value: bigint | undefined) => change(chain, "set_max_contribution", value);
    expect(most(TAO - 1n)).toBe("Crowdloan.MaximumContributionTooLow");
    expect(most(10n * TAO - 1n)).toBe("Crowdloan.MaximumContributionTooLow");
    expect(most(10n * TAO)).toBe("ok");
    expect(chain.named("Crowdloan.MaxContributionUpdated")).toEqual([
      { crowdloan_id: 0, new_max_contribution: 10n * TAO },
    ]);
    expect(most(undefined)).toBe("ok");
    expect(MaxContributions.has(chain.state, 0)).toBe(false);
  });

  test("of the end and the cap keep to the rules of creation", () => {
    const chain = new CrowdloanBench();
    chain.create();
    expect(change(chain, "update_end", 1)).toBe("Crowdloan.CannotEndInPast");
    expect(change(chain, "update_end", 50_400)).toBe("Crowdloan.BlockDurationTooShort");
    expect(change(chain, "update_end", 432_002)).toBe("Crowdloan.BlockDurationTooLong");
    expect(change(chain, "update_end", 432_001)).toBe("ok");
    expect(chain.named("Crowdloan.EndUpdated")).toEqual([{ crowdloan_id: 0, new_end: 432_001 }]);
    expect(change(chain, "update_cap", 10n * TAO - 1n)).toBe("Crowdloan.CapTooLow");
    expect(change(chain, "update_cap", 10n * TAO)).toBe("ok");
    expect(chain.named("Crowdloan.CapUpdated")).toEqual([{ crowdloan_id: 0, new_cap: 10n * TAO }]);
    expect(chain.call(creator, "finalize")).toBe("ok");
  });
});
