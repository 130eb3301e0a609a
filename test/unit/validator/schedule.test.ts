import { describe, expect, it } from "vitest";
import { roundDue, weightsDue } from "../../../native/validator/schedule.ts";

const clock = {
  block: 110,
  lastUpdate: 95,
  rateLimit: 5,
  nextEpochBlock: 130,
  roundBlocks: 6,
  unsentRounds: 1,
  newcomers: false,
};

describe("when weights go out", () => {
  it.each([
    ["not yet, the epoch is far and the next round will know more", {}, false],
    ["at once for a newcomer", { newcomers: true }, true],
    ["with the last round before the epoch", { block: 122 }, true],
    ["never without a new round", { block: 122, newcomers: true, unsentRounds: 0 }, false],
    ["never inside the rate limit", { newcomers: true, lastUpdate: 107 }, false],
    ["as soon as the rate limit allows", { newcomers: true, lastUpdate: 106 }, true],
  ])("%s", (_why, change, due) => {
    expect(weightsDue({ ...clock, ...change })).toBe(due);
  });

  it("reaches every epoch at any phase of the rounds", () => {
    for (let phase = 0; phase < 6; phase += 1) {
      let lastUpdate = 0;
      let unsentRounds = 0;
      for (let block = 100 + phase; block < 200; block += 1) {
        if ((block - phase) % 6 === 4) unsentRounds += 1;
        const nextEpochBlock = Math.ceil((block + 1) / 20) * 20;
        if (weightsDue({ ...clock, block, lastUpdate, nextEpochBlock, unsentRounds })) {
          lastUpdate = block + 1;
          unsentRounds = 0;
        }
        if (block % 20 === 19 && block > 120) expect(lastUpdate).toBeGreaterThan(block - 20);
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
