import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attribute, type EpochFacts } from "../../../native/earnings/attribution.ts";

const facts = (over: Partial<EpochFacts>): EpochFacts => ({
  netuid: 1,
  incentives: [],
  uids: new Map(),
  dividendHotkeys: new Set(),
  ownHotkeys: new Set(["mine"]),
  before: [],
  after: [],
  movements: [],
  ...over,
});
const position = (hotkey: string, alpha: bigint, netuid = 1) => ({
  coldkey: "cold",
  hotkey,
  netuid,
  alpha,
});

describe("attribute", () => {
  it("gives the miner the incentive of its uid, and rounding with it", () => {
    const credits = attribute(
      facts({
        incentives: [0n, 99n],
        uids: new Map([["mine", 1]]),
        before: [position("mine", 1_000n)],
        after: [position("mine", 1_100n)],
      }),
    );
    expect(credits).toEqual([
      { kind: "miner", coldkey: "cold", hotkey: "mine", netuid: 1, uid: 1, alpha: 100n },
    ]);
  });

  it("splits a hotkey that mines and validates", () => {
    const credits = attribute(
      facts({
        incentives: [60n],
        uids: new Map([["mine", 0]]),
        dividendHotkeys: new Set(["mine"]),
        after: [position("mine", 100n)],
      }),
    );
    expect(credits.map((credit) => [credit.kind, credit.alpha])).toEqual([
      ["miner", 60n],
      ["validator", 40n],
    ]);
  });

  it("calls what grows on another's hotkey the staker's", () => {
    const credits = attribute(
      facts({ incentives: [7n], uids: new Map([["theirs", 0]]), after: [position("theirs", 7n)] }),
    );
    expect(credits[0]?.kind).toBe("staker");
  });

  it("does not count what an order in the same block moved, nor other subnets", () => {
    const movement = { coldkey: "cold", hotkey: "mine", netuid: 1, alpha: 500n };
    const after = [position("mine", 500n), position("mine", 900n, 2)];
    expect(attribute(facts({ after, movements: [movement] }))).toEqual([]);
  });

  it("credits exactly the growth of every position, whatever the split", () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.boolean(),
        fc.boolean(),
        (before, growth, incentive, own, dividends) => {
          const credits = attribute(
            facts({
              ownHotkeys: new Set(own ? ["mine"] : []),
              incentives: [incentive],
              uids: new Map([["mine", 0]]),
              dividendHotkeys: new Set(dividends ? ["mine"] : []),
              before: [position("mine", before)],
              after: [position("mine", before + growth)],
            }),
          );
          expect(credits.reduce((sum, credit) => sum + credit.alpha, 0n)).toBe(growth);
          expect(credits.every((credit) => credit.alpha > 0n)).toBe(true);
        },
      ),
    );
  });
});
