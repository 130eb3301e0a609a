import { expect, test } from "vitest";
import {
  blocksUntilEpoch,
  type EpochClock,
  epochDue,
} from "../../../native/protocol/epoch-schedule.ts";

const clock: EpochClock = {
  tempo: 20,
  lastEpochBlock: 100,
  blocksSinceLastStep: 5,
  pendingEpochAt: 0,
};

test("an epoch is due a tempo after the last, when asked for, or when overdue", () => {
  expect(epochDue(clock, 119)).toBe(false);
  expect(epochDue(clock, 120)).toBe(true);
  expect(epochDue({ ...clock, pendingEpochAt: 110 }, 109)).toBe(false);
  expect(epochDue({ ...clock, pendingEpochAt: 110 }, 110)).toBe(true);
  expect(epochDue({ ...clock, blocksSinceLastStep: 50_401 }, 101)).toBe(true);
  expect(epochDue({ ...clock, tempo: 0, pendingEpochAt: 1 }, 500)).toBe(false);
  expect(epochDue({ ...clock, lastEpochBlock: 200 }, 119)).toBe(false);
});

test("the countdown ends exactly when the epoch is due", () => {
  for (const each of [clock, { ...clock, pendingEpochAt: 107 }, { ...clock, lastEpochBlock: 50 }]) {
    for (let block = 100; block < 130; block += 1) {
      const left = blocksUntilEpoch(each, block);
      expect(left === 0).toBe(epochDue(each, block));
    }
  }
  expect(blocksUntilEpoch({ ...clock, tempo: 0 }, 100)).toBeUndefined();
});
