import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  editableAmount,
  formatAmount,
  formatExactAmount,
  parseAmount,
} from "../../../renderer/ui/format/amount.ts";

const units = fc.bigInt({ min: 0n, max: 21_000_000n * 1_000_000_000n });

test.each([
  [0n, "0"],
  [1n, "0.000000001"],
  [12_345n, "0.00001234"],
  [1_000_000_000n, "1"],
  [1_250_000_000n, "1.25"],
  [1_234_567_891_234n, "1,234.5678"],
  [999_999_999n, "0.9999"],
  [-1_500_000_000n, "−1.5"],
])("%s reads %s", (value, text) => {
  expect(formatAmount(value)).toBe(text);
});

test.each([
  [0n, "0"],
  [1n, "<0.0001"],
  [4_100_000_000_000n, "4,100.0000"],
  [7_931_259_999n, "7.9312"],
])("in a column %s reads %s", (value, text) => {
  expect(formatAmount(value, "fixed")).toBe(text);
});

test("what is shown is never more than there is", () => {
  fc.assert(
    fc.property(units, (value) => {
      const shown = parseAmount(formatAmount(value).replaceAll(",", ""));
      expect(shown).toBeDefined();
      expect((shown ?? 0n) <= value).toBe(true);
    }),
  );
});

test("the exact form and what is typed name the same amount", () => {
  fc.assert(
    fc.property(units, (value) => {
      expect(parseAmount(editableAmount(value))).toBe(value);
      expect(parseAmount(formatExactAmount(value).replaceAll(",", ""))).toBe(value);
    }),
  );
});

test.each(["", ".", "1,5", "-1", "1e9", "1.0000000001", "τ 1", "0x1", "١"])(
  "%j is not an amount",
  (text) => {
    expect(parseAmount(text)).toBeUndefined();
  },
);

test.each([
  ["1.", 1_000_000_000n],
  [".5", 500_000_000n],
  [" 2 ", 2_000_000_000n],
])("%j is an amount", (text, value) => {
  expect(parseAmount(text)).toBe(value);
});
