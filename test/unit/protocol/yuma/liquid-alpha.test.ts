import { describe, expect, test } from "vitest";
import { bondWeights } from "../../../../native/protocol/yuma/bonds.ts";
import { ONE, ratio } from "../../../../native/protocol/yuma/fixed.ts";
import { liquidAlphas, liquidPace } from "../../../../native/protocol/yuma/liquid-alpha.ts";
import type { Row } from "../../../../native/protocol/yuma/sparse.ts";

const pace = liquidPace({
  low: ratio(45_875, 65_535),
  high: ratio(58_982, 65_535),
  steepness: 1_000,
});
const part = (value: number): number => Math.floor(value * ONE);
const row = (...cells: [uid: number, value: number][]): Row => ({
  uids: cells.map(([uid]) => uid),
  values: cells.map(([, value]) => part(value)),
});

/** low + (high - low) / (1 + e^(-10 (d - 0.5))), by a pocket calculator. */
const worked = (difference: number): number =>
  0.7000076 + 0.1999999 / (1 + Math.exp(-10 * (difference - 0.5)));

describe("liquid alpha", () => {
  test.each([
    // [weight, bond, consensus, difference]
    [0.5, 0.2, 0.5, 0],
    [0.9, 0.2, 0.4, 0.5],
    [0.2, 0.8, 0.9, 0.6],
    [1, 0, 0, 1],
    [0.3, 0.3, 0.9, 0],
  ])(
    "of weight %s, bond %s and consensus %s goes by a difference of %s",
    (weight, bond, consensus, difference) => {
      const alphas = liquidAlphas(row([0, weight]), row([0, bond]), [part(consensus)], pace);
      expect((alphas[0] ?? 0) / ONE).toBeCloseTo(worked(difference), 6);
    },
  );

  test("is worked out only for what a validator weighs", () => {
    const alphas = liquidAlphas(row([1, 0.5]), row([0, 0.5], [1, 0.2]), [0, 0, 0], pace);
    expect([alphas[0], alphas[2]]).toEqual([0, 0]);
    expect(alphas[1]).toBeGreaterThan(0);
  });

  test("does not see an entry behind a higher uid, as the chain's walk does not", () => {
    const inOrder = liquidAlphas(row([0, 0.9], [1, 0.9]), row(), [0, 0], pace);
    const behind = liquidAlphas(row([1, 0.9], [0, 0.9]), row(), [0, 0], pace);
    expect(behind[1]).toBe(inOrder[1]);
    // Uid 0 is read as a weight of 0: no difference at all.
    expect((behind[0] ?? 0) / ONE).toBeCloseTo(worked(0), 6);
  });

  test("steepness 0 means the middle for every difference", () => {
    const flat = liquidPace({ low: part(0.2), high: part(0.6), steepness: 0 });
    const alphas = liquidAlphas(row([0, 1]), row(), [0], flat);
    expect((alphas[0] ?? 0) / ONE).toBeCloseTo(0.4, 8);
  });
});

describe("the bonds penalty", () => {
  const weights = [row([0, 0.6], [1, 0.4])];
  const clipped = [row([0, 0.2], [1, 0.4])];
  test.each([
    [0, [0.6, 0.4]],
    [0.5, [0.4, 0.4]],
    [0.25, [0.5, 0.4]],
    [1, [0.2, 0.4]],
  ])("of %s leaves weights between given and clipped", (penalty, expected) => {
    const [made] = bondWeights(weights, clipped, 2, part(penalty));
    expect(made?.values.map((value) => Math.round((value / ONE) * 1e6) / 1e6)).toEqual(expected);
  });
});
