import { describe, expect, test } from "vitest";
import { runEpoch } from "../../../../native/protocol/yuma/epoch.ts";
import type { EpochInput, EpochParameters } from "../../../../native/protocol/yuma/epoch-terms.ts";
import type { StoredRow } from "../../../../native/protocol/yuma/sparse.ts";

const params: EpochParameters = {
  yuma3: true,
  liquidAlpha: false,
  alphaLow: 6_553,
  alphaHigh: 19_660,
  steepness: 1_000,
  bondsMovingAverage: 900_000,
  bondsPenalty: 65_535,
  kappa: 32_767,
  maxValidators: 2,
};

/** Two validators (0, 1) of equal stake and two miners (2, 3), all registered at block 1 and fresh at block 100. */
function subnet(over: Partial<EpochInput> = {}): EpochInput {
  const n = over.n ?? 4;
  return {
    n,
    stakes: [500n, 500n, 0n, 0n],
    block: 100,
    activityCutoff: 50,
    lastUpdate: new Array<number>(n).fill(90),
    blockAtRegistration: new Array<number>(n).fill(1),
    validatorPermits: [true, true, false, false],
    weights: [row([2, 65_535], [3, 21_845]), row([2, 65_535], [3, 21_845]), [], []],
    bonds: [[], [], [], []],
    bondsSince: 80,
    emission: 1_000_000_000n,
    params,
    ...over,
  };
}

function row(...entries: [uid: number, value: number][]): StoredRow {
  return entries;
}

const total = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

test("agreeing validators pay miners by weight and share the rest by stake", () => {
  const output = runEpoch(subnet());
  expect(output.consensus).toEqual([0, 0, 49_151, 16_383]);
  expect(output.incentive).toEqual([0, 0, 49_151, 16_383]);
  expect(output.dividends).toEqual([32_767, 32_767, 0, 0]);
  expect(output.validatorTrust).toEqual([65_535, 65_535, 0, 0]);
  expect(output.validatorPermits).toEqual([true, true, false, false]);
  expect(output.serverEmission).toEqual([0n, 0n, 375_000_000n, 125_000_000n]);
  expect(output.validatorEmission).toEqual([250_000_000n, 250_000_000n, 0n, 0n]);
  expect(total(output.emission) <= 1_000_000_000n).toBe(true);
});

describe("weights that do not count", () => {
  const miner = (over: Partial<EpochInput>) => runEpoch(subnet(over)).incentive;

  test("of a neuron without permit", () => {
    const output = runEpoch(subnet({ validatorPermits: [true, false, false, false] }));
    expect(output.validatorTrust).toEqual([65_535, 0, 0, 0]);
    expect(output.dividends[1]).toBe(0);
  });

  test("of an inactive validator: its stake is out of the median", () => {
    const lone = subnet({
      weights: [row([2, 65_535]), row([3, 65_535]), [], []],
      lastUpdate: [90, 49, 90, 90],
    });
    expect(runEpoch(lone).active).toEqual([true, false, true, true]);
    expect(runEpoch(lone).incentive).toEqual([0, 0, 65_535, 0]);
  });

  test("to oneself, save the owner's", () => {
    const selfish = { weights: [row([0, 65_535]), row([1, 65_535]), [], []] };
    expect(miner(selfish)).toEqual([0, 0, 0, 0]);
    const owned = { ...selfish, ownerUid: 0, stakes: [900n, 100n, 0n, 0n] };
    expect(miner(owned)).toEqual([65_535, 0, 0, 0]);
  });

  test("to a uid that was taken over after the weights were set", () => {
    expect(miner({ blockAtRegistration: [1, 1, 90, 1] })).toEqual([0, 0, 0, 65_535]);
    expect(miner({ blockAtRegistration: [1, 1, 89, 1] })).toEqual([0, 0, 49_151, 16_383]);
  });

  test("to a uid that was taken over after they were committed", () => {
    const commitBlocks = [60, undefined, undefined, undefined];
    // Validator 0 is left with uid 3 alone, so 5/8 of the incentive move there.
    expect(miner({ commitBlocks, blockAtRegistration: [1, 1, 61, 1] })).toEqual([
      0, 0, 24_575, 40_959,
    ]);
    expect(miner({ commitBlocks, blockAtRegistration: [1, 1, 60, 1] })).toEqual([
      0, 0, 49_151, 16_383,
    ]);
  });
});

test("two equal halves: the larger weight wins, and without a majority's backing a miner gets nothing", () => {
  const split = subnet({ weights: [row([2, 65_535]), row([3, 65_535]), [], []] });
  expect(runEpoch(split).consensus).toEqual([0, 0, 65_535, 65_535]);
  const minority = { ...split, stakes: [400n, 600n, 0n, 0n] };
  expect(runEpoch(minority).consensus).toEqual([0, 0, 0, 65_535]);
});

test("backing of exactly 1 - kappa is not enough for the lower weight: the sum must exceed it", () => {
  const kappa = (32_767n << 32n) / 65_535n;
  const minority = (1n << 32n) - kappa;
  const stakes = [minority, kappa, 0n, 0n];
  const absent = { stakes, weights: [row([3, 65_535]), row([2, 65_535]), [], []] };
  expect(runEpoch(subnet(absent)).consensus).toEqual([0, 0, 65_535, 65_535]);
  const low = row([2, 1_000], [3, 64_535]);
  const high = row([2, 64_535], [3, 1_000]);
  expect(runEpoch(subnet({ stakes, weights: [low, high, [], []] })).consensus[2]).toBe(64_534);
  const more = [minority + 1n, kappa - 1n, 0n, 0n];
  expect(runEpoch(subnet({ stakes: more, weights: [low, high, [], []] })).consensus[2]).toBe(999);
});

test("stake below the threshold counts nothing, save the owner's, who is always permitted", () => {
  const input = subnet({ stakes: [900n, 99n, 99n, 0n], stakeThreshold: 100n });
  expect(runEpoch(input).stakeWeight).toEqual([65_535, 0, 0, 0]);
  const owned = runEpoch({ ...input, ownerUid: 3 });
  expect(owned.validatorPermits).toEqual([true, false, false, true]);
  expect(runEpoch({ ...input, ownerUid: 2 }).stakeWeight[2]).toBeGreaterThan(0);
});

test("permits go to the largest stakes; of equals the higher uid keeps it", () => {
  const input = subnet({ stakes: [5n, 5n, 5n, 0n] });
  expect(runEpoch(input).validatorPermits).toEqual([false, true, true, false]);
});

test("without any weights validators are paid by stake, active stake first", () => {
  const empty = subnet({ weights: [], stakes: [300n, 100n, 0n, 0n] });
  expect(runEpoch(empty).validatorEmission).toEqual([750_000_000n, 250_000_000n, 0n, 0n]);
  expect(runEpoch(empty).serverEmission).toEqual([0n, 0n, 0n, 0n]);
  const asleep = { ...empty, lastUpdate: [90, 1, 90, 90] };
  expect(runEpoch(asleep).validatorEmission).toEqual([1_000_000_000n, 0n, 0n, 0n]);
  const allAsleep = { ...empty, lastUpdate: [1, 1, 1, 1] };
  expect(runEpoch(allAsleep).validatorEmission).toEqual([750_000_000n, 250_000_000n, 0n, 0n]);
});

test("an empty subnet, and one where nobody has stake, run to zeros", () => {
  expect(runEpoch(subnet({ n: 0, stakes: [], weights: [], bonds: [] })).incentive).toEqual([]);
  const poor = runEpoch(subnet({ stakes: [0n, 0n, 0n, 0n] }));
  expect(total(poor.emission)).toBe(0n);
  expect(poor.consensus).toEqual([0, 0, 0, 0]);
});

describe("bonds", () => {
  const rich: StoredRow[] = [row([2, 30_000], [3, 30_000]), row([2, 10_000], [3, 10_000]), [], []];

  test("grow by the moving average and void those to a uid taken over since the last epoch", () => {
    const output = runEpoch(subnet({ bonds: rich, blockAtRegistration: [1, 1, 1, 80] }));
    const bond = new Map(output.bonds[0]);
    expect(bond.get(2)).toBe(Math.floor(0.9 * 30_000 + 0.1 * 49_151));
    expect(bond.get(3)).toBe(Math.floor(0.1 * 16_383.75));
  });

  test("Yuma 3 without liquid alpha lets a bond without weight decay; with it, drops it at once", () => {
    const weights = [row([2, 65_535]), row([2, 65_535]), [], []];
    const decays = runEpoch(subnet({ bonds: rich, weights }));
    expect(new Map(decays.bonds[0]).get(3)).toBe(26_999);
    const liquid = { ...params, liquidAlpha: true };
    const dropped = runEpoch(subnet({ bonds: rich, weights, params: liquid }));
    expect(new Map(dropped.bonds[0]).has(3)).toBe(false);
    const explicit = weights.map((each) => (each.length > 0 ? [...each, [3, 0] as const] : each));
    const kept = runEpoch(subnet({ bonds: rich, weights: explicit, params: liquid }));
    expect(new Map(kept.bonds[0]).get(3)).toBeGreaterThan(0);
  });

  test("nobody without a permit has any: every row is written", () => {
    const output = runEpoch(
      subnet({
        stakes: [0n, 500n, 500n, 0n],
        bonds: [row([2, 7]), row([2, 8]), [], row([2, 9])],
      }),
    );
    expect(output.validatorPermits).toEqual([false, true, true, false]);
    expect(output.bonds[0]).toEqual([]);
    expect(output.bonds[3]).toEqual([]);
  });

  test("classic Yuma stores shares with the largest of a column at the top", () => {
    const classic = { ...params, yuma3: false, maxValidators: 4, bondsPenalty: 0 };
    const everyone = row([4, 65_535]);
    const output = runEpoch({
      ...subnet({ n: 5, params: classic }),
      stakes: [1n, 2n, 3n, 4n, 0n],
      validatorPermits: [true, true, true, true, false],
      weights: [everyone, everyone, everyone, everyone, []],
    });
    const column = output.bonds.map((each) => new Map(each).get(4));
    expect(column).toEqual([16_383, 32_767, 49_151, 65_535, undefined]);
  });
});

test("the published reset of a miner's bonds costs its backers one epoch and heals", () => {
  const liquid = { ...params, liquidAlpha: true, bondsPenalty: 0, maxValidators: 3 };
  const vote = { 1: row([3, 65_535], [4, 0]), 2: row([3, 0], [4, 65_535]) };
  const votes = (epoch: number): readonly (1 | 2)[] => {
    if (epoch === 0 || epoch >= 22) return [1, 1, 1];
    if (epoch === 1) return [1, 2, 2];
    return epoch === 21 ? [2, 1, 1] : [2, 2, 2];
  };
  let bonds: readonly StoredRow[] = [];
  const seen = new Map<number, readonly number[]>();
  for (let epoch = 0; epoch <= 40; epoch += 1) {
    const block = 1_000 + epoch;
    const output = runEpoch({
      ...subnet({ n: 5, params: liquid }),
      stakes: [8n, 1n, 1n, 0n, 0n],
      block,
      lastUpdate: new Array<number>(5).fill(block + 1),
      validatorPermits: [true, true, true, false, false],
      weights: [...votes(epoch).map((each) => vote[each]), [], []],
      blockAtRegistration: [1, 1, 1, epoch === 20 ? block : 1, 1],
      bondsSince: block,
      bonds,
    });
    bonds = output.bonds;
    seen.set(
      epoch,
      output.dividends.slice(0, 3).map((value) => value / 65_535),
    );
  }
  const published: readonly [epoch: number, dividends: readonly number[]][] = [
    [0, [0.8, 0.1, 0.1]],
    [1, [0.8944, 0.0528, 0.0528]],
    [2, [0.523, 0.2385, 0.2385]],
    [19, [0.7919, 0.104, 0.104]],
    [20, [0.7928, 0.1036, 0.1036]],
    [21, [0.8467, 0.0766, 0.0766]],
    [40, [0.7928, 0.1036, 0.1036]],
  ];
  for (const [epoch, dividends] of published) {
    dividends.forEach((value, uid) => {
      expect(Math.abs((seen.get(epoch)?.[uid] ?? 0) - value), `epoch ${epoch}`).toBeLessThan(1e-3);
    });
  }
});
