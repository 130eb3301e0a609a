import { describe, expect, test } from "vitest";
import { crowdloan } from "../../../../native/practice/runtime/crowdloan/pallet.ts";
import { fundsAccount } from "../../../../native/practice/runtime/crowdloan/rules.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { accountBytes } from "../../../../native/practice/scale/account.ts";
import { give, person, TAO } from "../call-bench.ts";
import {
  backer,
  CrowdloanBench,
  creation,
  creator,
  END,
  second,
  target,
} from "./crowdloan-bench.ts";

const { Contributions, MaxContributions, NextCrowdloanId } = crowdloan.storage;

describe("create", () => {
  test("opens a crowdloan with its creator's deposit in an account of its own", () => {
    const chain = new CrowdloanBench();
    expect(chain.create()).toBe("ok");
    const funds = fundsAccount(0);
    const text = Buffer.from(accountBytes(funds)).toString("latin1");
    expect(text).toBe(`modlbt/cloan${"\0".repeat(20)}`);
    expect(chain.loan).toEqual({
      creator,
      deposit: 10n * TAO,
      min_contribution: TAO,
      end: END,
      cap: 100n * TAO,
      funds_account: funds,
      raised: 10n * TAO,
      target_address: target,
      call: undefined,
      finalized: false,
      contributors_count: 1,
    });
    expect(Contributions.get(chain.state, 0, creator)).toBe(10n * TAO);
    expect(NextCrowdloanId.get(chain.state)).toBe(1);
    expect(chain.data(funds).free).toBe(10n * TAO);
    expect(system.storage.Account.get(chain.state, funds).providers).toBe(2);
    expect(chain.events.map(([name]) => name)).toEqual([
      "System.NewAccount",
      "Balances.Endowed",
      "Balances.Transfer",
      "Crowdloan.Created",
    ]);
    expect(chain.named("Crowdloan.Created")).toEqual([
      { crowdloan_id: 0, creator, end: END, cap: 100n * TAO },
    ]);
    expect(
      Buffer.from(accountBytes(fundsAccount(258)))
        .toString("hex")
        .slice(24, 32),
    ).toBe("02010000");
  });

  test("refuses too little, no time, too much time, and two ways or none to end", () => {
    const chain = new CrowdloanBench();
    expect(chain.create({ deposit: 10n * TAO - 1n })).toBe("Crowdloan.DepositTooLow");
    expect(chain.create({ cap: 10n * TAO })).toBe("Crowdloan.CapTooLow");
    expect(chain.create({ min_contribution: TAO / 10n - 1n })).toBe(
      "Crowdloan.MinimumContributionTooLow",
    );
    const both = { call: give(target, TAO) };
    expect(chain.create(both)).toBe("Crowdloan.InvalidFinalizationConfig");
    expect(chain.create({ target_address: undefined })).toBe("Crowdloan.InvalidFinalizationConfig");
    expect(chain.create({ end: 1 })).toBe("Crowdloan.CannotEndInPast");
    expect(chain.create({ end: 50_400 })).toBe("Crowdloan.BlockDurationTooShort");
    expect(chain.create({ end: 432_002 })).toBe("Crowdloan.BlockDurationTooLong");
    expect(chain.create({ deposit: 1_001n * TAO, cap: 2_000n * TAO })).toBe(
      "Crowdloan.InsufficientBalance",
    );
    NextCrowdloanId.put(chain.state, 0xffff_ffff);
    expect(chain.create()).toBe("Crowdloan.Overflow");
    expect(chain.run("root", "Crowdloan.create", creation)).toBe("BadOrigin");
    expect(chain.balanced()).toBe(true);
  });
});

describe("contribute", () => {
  test("moves the money and counts its giver once", () => {
    const chain = new CrowdloanBench();
    chain.create();
    expect(chain.contribute(backer, 5n * TAO)).toBe("ok");
    expect(chain.named("Crowdloan.Contributed")).toEqual([
      { crowdloan_id: 0, contributor: backer, amount: 5n * TAO },
    ]);
    expect(chain.contribute(backer, 2n * TAO)).toBe("ok");
    expect(chain.loan).toMatchObject({ raised: 17n * TAO, contributors_count: 2 });
    expect(Contributions.get(chain.state, 0, backer)).toBe(7n * TAO);
    expect(chain.data(fundsAccount(0)).free).toBe(17n * TAO);
    expect(chain.data(backer).free).toBe(993n * TAO);
  });

  test("takes no more than is left to raise, and then nothing", () => {
    const chain = new CrowdloanBench();
    chain.create();
    chain.contribute(backer, 89n * TAO + 1n);
    expect(chain.contribute(second, 5n * TAO)).toBe("ok");
    expect(chain.named("Crowdloan.Contributed")).toMatchObject([{ amount: TAO - 1n }]);
    expect(chain.loan.raised).toBe(100n * TAO);
    expect(chain.contribute(second, 5n * TAO)).toBe("Crowdloan.CapRaised");
  });

  test("stops at what one may give at most", () => {
    const chain = new CrowdloanBench();
    chain.create();
    const most = { crowdloan_id: 0, new_max_contribution: 12n * TAO };
    chain.run(creator, "Crowdloan.set_max_contribution", most);
    chain.contribute(backer, 8n * TAO);
    chain.contribute(backer, 8n * TAO);
    expect(chain.named("Crowdloan.Contributed")).toMatchObject([{ amount: 4n * TAO }]);
    expect(chain.contribute(backer, 8n * TAO)).toBe("Crowdloan.MaxContributionReached");
    expect(MaxContributions.get(chain.state, 0)).toBe(12n * TAO);
  });

  test("refuses what is unknown, late, too little, too much, or one too many", () => {
    const chain = new CrowdloanBench();
    expect(chain.contribute(backer, TAO)).toBe("Crowdloan.InvalidCrowdloanId");
    chain.create();
    expect(chain.contribute(backer, TAO - 1n)).toBe("Crowdloan.ContributionTooLow");
    expect(chain.contribute(person(9), TAO)).toBe("Crowdloan.InsufficientBalance");
    const { loan } = chain;
    crowdloan.storage.Crowdloans.put(chain.state, 0, { ...loan, contributors_count: 500 });
    expect(chain.contribute(backer, TAO)).toBe("Crowdloan.MaxContributorsReached");
    crowdloan.storage.Crowdloans.put(chain.state, 0, loan);
    chain.block = END - 1;
    expect(chain.contribute(backer, TAO)).toBe("ok");
    chain.block = END;
    expect(chain.contribute(backer, TAO)).toBe("Crowdloan.ContributionPeriodEnded");
  });
});

describe("withdraw", () => {
  test("gives a backer everything back", () => {
    const chain = new CrowdloanBench();
    chain.create();
    chain.contribute(backer, 5n * TAO);
    expect(chain.call(backer, "withdraw")).toBe("ok");
    expect(chain.named("Crowdloan.Withdrew")).toEqual([
      { crowdloan_id: 0, contributor: backer, amount: 5n * TAO },
    ]);
    expect(chain.loan).toMatchObject({ raised: 10n * TAO, contributors_count: 1 });
    expect(chain.data(backer).free).toBe(1_000n * TAO);
    expect(chain.call(backer, "withdraw")).toBe("Crowdloan.NoContribution");
    expect(chain.call(backer, "withdraw", 5)).toBe("Crowdloan.InvalidCrowdloanId");
  });

  test("leaves the creator's deposit in", () => {
    const chain = new CrowdloanBench();
    chain.create();
    expect(chain.call(creator, "withdraw")).toBe("Crowdloan.DepositCannotBeWithdrawn");
    chain.contribute(creator, 3n * TAO);
    expect(chain.call(creator, "withdraw")).toBe("ok");
    expect(chain.loan).toMatchObject({ raised: 10n * TAO, contributors_count: 1 });
    expect(Contributions.get(chain.state, 0, creator)).toBe(10n * TAO);
  });

  test("is over once the crowdloan is final", () => {
    const chain = new CrowdloanBench();
    chain.create();
    chain.contribute(backer, 90n * TAO);
    chain.call(creator, "finalize");
    expect(chain.call(backer, "withdraw")).toBe("Crowdloan.AlreadyFinalized");
  });
});
