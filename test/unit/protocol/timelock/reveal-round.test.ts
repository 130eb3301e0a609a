import fc from "fast-check";
import { expect, test } from "vitest";
import { timeOfRound } from "../../../../native/protocol/timelock/beacon.ts";
import { revealBlock, revealRound } from "../../../../native/protocol/timelock/reveal-round.ts";

test("a commit before an epoch is revealed from that epoch's block on", () => {
  const terms = { best: 100, tempo: 20, periodEpochs: 1 };
  expect(revealBlock({ ...terms, nextEpochBlock: 110 })).toBe(110);
  // Block 101 runs its epoch before the commit that it carries.
  expect(revealBlock({ ...terms, nextEpochBlock: 101 })).toBe(121);
  expect(revealBlock({ ...terms, nextEpochBlock: 102 })).toBe(102);
  expect(revealBlock({ ...terms, nextEpochBlock: 110, periodEpochs: 3 })).toBe(150);
});

test("on finney the round is that of three blocks into the epoch", () => {
  const beacon = { genesis: 1_692_803_367, period: 3 };
  const bestTime = 1_780_000_000_000;
  const best = 8_000_000;
  const round = revealRound({
    ...{ best, bestTime, beacon, blockMillis: 12_000, tempo: 360, periodEpochs: 1 },
    nextEpochBlock: best + 100,
  });
  expect(round).toBe(BigInt(Math.floor((1_780_000_000 + 103 * 12 - beacon.genesis) / 3)) + 1n);
});

test("the round comes inside the epoch that reveals, whatever the pace", () => {
  const genesis = 1_700_000_000;
  const terms = fc.record({
    best: fc.integer({ min: 1, max: 100_000 }),
    seconds: fc.nat(100_000),
    blockSeconds: fc.integer({ min: 1, max: 30 }),
    tempo: fc.integer({ min: 5, max: 400 }),
    left: fc.integer({ min: 1, max: 400 }),
    periodEpochs: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(terms, ({ best, seconds, blockSeconds, tempo, left, periodEpochs }) => {
      const beacon = { genesis, period: Math.max(1, Math.round(blockSeconds / 4)) };
      const bestTime = (genesis + seconds) * 1000;
      const schedule = { best, nextEpochBlock: best + left, tempo, periodEpochs };
      const round = revealRound({
        ...schedule,
        bestTime,
        beacon,
        blockMillis: blockSeconds * 1000,
      });
      const published = timeOfRound(beacon, round);
      const first = bestTime / 1000 + (revealBlock(schedule) - best) * blockSeconds;
      expect(published).toBeGreaterThan(first - beacon.period);
      expect(published).toBeLessThanOrEqual(first + 3 * blockSeconds);
    }),
  );
});
