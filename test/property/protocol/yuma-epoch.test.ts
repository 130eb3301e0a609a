import fc from "fast-check";
import { expect, test } from "vitest";
import { runEpoch } from "../../../native/protocol/yuma/epoch.ts";
import type { EpochInput } from "../../../native/protocol/yuma/epoch-terms.ts";
import type { StoredRow } from "../../../native/protocol/yuma/sparse.ts";
import { plainEpoch } from "./plain-epoch.ts";

const u16 = fc.oneof(fc.nat(65_535), fc.constantFrom(0, 1, 65_535));

/** Inputs of subnets of up to `most` neurons, which are of every kind. */
const inputsUpTo = (most: number): fc.Arbitrary<EpochInput> =>
  fc.integer({ min: 1, max: most }).chain((n) => {
    const each = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: n, maxLength: n });
    const rows: fc.Arbitrary<StoredRow[]> = each(
      each(fc.option(u16)).map((values) =>
        values.flatMap((value, uid) => (value === null ? [] : [[uid, value] as const])),
      ),
    );
    return fc.record({
      n: fc.constant(n),
      stakes: each(fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 21n * 10n ** 15n }))),
      stakeThreshold: fc.constantFrom(0n, 1_000n),
      block: fc.constant(1_000),
      activityCutoff: fc.constantFrom(100, 5_000),
      lastUpdate: each(fc.constantFrom(0, 500, 950, 1_000)),
      blockAtRegistration: each(fc.constantFrom(0, 400, 960)),
      validatorPermits: each(fc.boolean()),
      weights: rows,
      bonds: rows,
      bondsSince: fc.constant(900),
      ownerUid: fc.option(fc.nat(n - 1), { nil: undefined }),
      emission: fc.bigInt({ min: 0n, max: 10n ** 13n }),
      params: fc.record({
        yuma3: fc.boolean(),
        liquidAlpha: fc.boolean(),
        alphaLow: fc.integer({ min: 1_638, max: 30_000 }),
        alphaHigh: fc.integer({ min: 30_000, max: 65_535 }),
        steepness: fc.integer({ min: 0, max: 32_767 }),
        bondsMovingAverage: fc.integer({ min: 0, max: 1_000_000 }),
        bondsPenalty: u16,
        kappa: u16,
        maxValidators: fc.nat(8),
      }),
    });
  });
const inputs = inputsUpTo(7);

test("whatever is stored, an epoch pays no more than it has and writes what u16 can hold", () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const output = runEpoch(input);
      const paid = [...output.serverEmission, ...output.validatorEmission];
      expect(paid.reduce((sum, units) => sum + units, 0n) <= input.emission).toBe(true);
      expect(paid.every((units) => units >= 0n)).toBe(true);
      const numbers = [
        output.consensus,
        output.incentive,
        output.dividends,
        output.validatorTrust,
        output.stakeWeight,
        ...output.bonds.map((row) => row.map(([, value]) => value)),
      ];
      for (const values of numbers) {
        for (const value of values) {
          if (!(Number.isInteger(value) && value >= 0 && value <= 65_535)) {
            throw new Error(`not a u16: ${value}`);
          }
        }
      }
      for (const values of [output.incentive, output.dividends, output.stakeWeight]) {
        expect(values.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(65_535);
      }
      const permits = output.validatorPermits.filter(Boolean).length;
      expect(permits).toBeLessThanOrEqual(input.params.maxValidators + 1);
    }),
    { numRuns: 500 },
  );
});

test("the same epoch run twice is the same, and its input is left as it was", () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const before = structuredClone(input);
      expect(runEpoch(input)).toEqual(runEpoch(structuredClone(input)));
      expect(input).toEqual(before);
    }),
    { numRuns: 100 },
  );
});

test("the quick form is the plain one, to the last bit", () => {
  fc.assert(
    fc.property(inputs, (input) => {
      expect(runEpoch(input)).toEqual(plainEpoch(input));
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(inputsUpTo(24), (input) => {
      expect(runEpoch(input)).toEqual(plainEpoch(input));
    }),
    { numRuns: 60 },
  );
});
