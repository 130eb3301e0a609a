import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type LoadPlace,
  learnPadding,
  padded,
  quantile,
  type SeenLoad,
} from "../../../native/models/fit/learned/learned-padding.ts";

const places: readonly LoadPlace[] = [
  { device: "RTX 3060", driver: "550", backend: "cuda" },
  { device: "RTX 3060", driver: "560", backend: "cuda" },
  { device: "RTX 3060", driver: "550", backend: "vulkan" },
];
const load: fc.Arbitrary<SeenLoad> = fc
  .record({
    place: fc.constantFrom(...places),
    sha256: fc.constantFrom("a", "b", "c"),
    contextSize: fc.constantFrom(2048, 4096, 8192),
    sequences: fc.constantFrom(1, 4),
    cacheType: fc.constantFrom("f16" as const, "q8_0" as const),
    low: fc.integer({ min: 1e6, max: 1e10 }),
    width: fc.double({ min: 1, max: 1.3, noNaN: true }),
    ratio: fc.double({ min: 0.3, max: 3, noNaN: true }),
  })
  .map(({ place, sha256, low, width, ratio, ...run }) => ({
    ...place,
    ...{ sha256, run, predicted: { low, high: Math.ceil(low * width) } },
    actualBytes: Math.round(low * ratio),
  }));

const slack = 1e-6;

test("whatever is seen next, the interval of a load that was seen holds what it took", () => {
  fc.assert(
    fc.property(fc.array(load, { minLength: 1, maxLength: 60 }), (loads) => {
      for (const seen of loads) {
        const { padding, basis } = learnPadding(loads, seen, seen);
        expect(basis).toBe("measured");
        const { low, high } = padded(seen.predicted, padding);
        expect(seen.actualBytes).toBeGreaterThanOrEqual(low * (1 - slack));
        expect(seen.actualBytes).toBeLessThanOrEqual(high * (1 + slack));
      }
    }),
  );
});

test("nothing is learned from another card, driver or backend", () => {
  fc.assert(
    fc.property(fc.array(load, { maxLength: 40 }), load, (loads, next) => {
      const elsewhere = loads.filter(
        ({ driver, backend }) => driver !== next.driver || backend !== next.backend,
      );
      const unseen = { ...next, sha256: "unseen" };
      expect(learnPadding(elsewhere, next, unseen)).toEqual({
        padding: { low: 1, high: 1 },
        basis: "formula",
        loads: 0,
      });
    }),
  );
});

test("for a model that was not seen, 95 of 100 kinds of loads lie below the learned end, and the ends never cross", () => {
  fc.assert(
    fc.property(fc.array(load, { minLength: 1, maxLength: 60 }), load, (loads, next) => {
      const unseen = { ...next, sha256: "unseen" };
      const { padding, basis } = learnPadding(loads, next, unseen);
      const here = loads.filter(
        ({ driver, backend }) => driver === next.driver && backend === next.backend,
      );
      const kinds = Map.groupBy(here, ({ sha256, run }) => JSON.stringify([sha256, run]));
      expect(basis).toBe(kinds.size >= 5 ? "learned" : "formula");
      const { low, high } = padded(next.predicted, padding);
      expect(low).toBeLessThanOrEqual(high * (1 + slack));
      if (basis === "formula") return;
      const below = [...kinds.values()].filter((seen) =>
        seen.every(
          ({ actualBytes, predicted }) =>
            (actualBytes / predicted.high) * next.predicted.high <= high * (1 + slack),
        ),
      );
      expect(below.length / kinds.size).toBeGreaterThanOrEqual(0.95);
    }),
  );
});

test("one model that is loaded every day does not outvote the others", () => {
  const one = (sha256: string, ratio: number): SeenLoad => ({
    ...places[0]!,
    ...{ sha256, run: { contextSize: 4096, sequences: 4, cacheType: "f16" } },
    ...{ predicted: { low: 1000, high: 1000 }, actualBytes: 1000 * ratio },
  });
  const others = ["a", "b", "c", "d"].map((sha256) => one(sha256, 1.2));
  const daily = Array.from({ length: 200 }, () => one("daily", 0.9));
  const next = { sha256: "new", run: others[0]!.run, predicted: { low: 1000, high: 1000 } };
  expect(learnPadding([...others, ...daily], places[0]!, next).padding.high).toBeCloseTo(1.2);
});

test("the quantile is a value of the list, and never falls when the share rises", () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(values, share, share, (list, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      expect(list).toContain(quantile(list, less));
      expect(quantile(list, less)).toBeLessThanOrEqual(quantile(list, more));
    }),
  );
});
