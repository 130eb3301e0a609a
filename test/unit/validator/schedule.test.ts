import { describe, expect, it } from "vitest";
import { roundDue, weightsDue } from "../../../native/validator/schedule.ts";

const clock = {
  block: 110,
  lastUpdate: 95,
  rateLimit: 5,
  nextEpochBlock: 130,
  nextRoundBlock: 116,
  unsentRounds: 1,
  newcomers: false,
};

describe("when weights go out", () => {
  it.each([
    ["not yet, the epoch is far and the next round will know more", {}, false],
    ["at once for a newcomer", { newcomers: true }, true],
    ["with the last round before the epoch", { block: 123, nextRoundBlock: 128 }, true],
    ["not while another round still makes the epoch", { block: 122, nextRoundBlock: 127 }, false],
    ["never without a new round", { block: 122, newcomers: true, unsentRounds: 0 }, false],
    ["never inside the rate limit", { newcomers: true, lastUpdate: 107 }, false],
    ["as soon as the rate limit allows", { newcomers: true, lastUpdate: 106 }, true],
  ])("%s", (_why, change, due) => {
    expect(weightsDue({ ...clock, ...change })).toBe(due);
  });

  it("reaches every epoch at any phase of the rounds, and leaves the rate limit to newcomers until the last round", () => {
    for (let phase = 0; phase < 6; phase += 1) {
      const sent: number[] = [];
      let lastUpdate = 0;
      let unsentRounds = 0;
      let nextRoundBlock = 100 + phase;
      for (let block = 100; block < 300; block += 1) {
        if (block === nextRoundBlock) {
          unsentRounds += 1;
          nextRoundBlock += 6;
        }
        // An epoch runs before the transactions of its block.
        const nextEpochBlock = Math.ceil((block + 1) / 20) * 20;
        const now = { block, lastUpdate, nextEpochBlock, unsentRounds, nextRoundBlock };
        if (!weightsDue({ ...clock, ...now })) continue;
        lastUpdate = block + 1;
        unsentRounds = 0;
        sent.push(lastUpdate);
      }
      for (let epoch = 140; epoch <= 280; epoch += 20) {
        const inTime = sent.filter((block) => block >= epoch - 20 && block < epoch);
        expect(inTime.length).toBeGreaterThan(0);
        expect(Math.min(...inTime)).toBeGreaterThanOrEqual(epoch - 8);
      }
    }
  });
});

describe("when a round is due", () => {
  it.each([
    [10, undefined, true],
    [10, 5, false],
    [11, 5, true],
    // The chain was set back (a practice node killed with a block in flight).
    [4, 5, true],
  ])("block %i after %s: %s", (block, last, due) => {
    expect(roundDue(block, last, 6)).toBe(due);
  });
});
