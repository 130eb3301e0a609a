import fc from "fast-check";
import { expect, test } from "vitest";
import {
  BLOCK,
  dequantise,
  type Format,
  formatBytes,
  fromHalf,
  quantise,
  toHalf,
} from "../../../resources/demo-model/training/quantise.ts";

const blocks = fc
  .array(fc.float({ min: -60, max: 60, noNaN: true }), { minLength: BLOCK, maxLength: 4 * BLOCK })
  .map((values) => Float32Array.from(values.slice(0, values.length - (values.length % BLOCK))));

const largestOf = (values: Float32Array): number =>
  values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

test("half floats: every bit pattern survives a round trip", () => {
  for (let bits = 0; bits < 0x10000; bits += 1) {
    const value = fromHalf(bits);
    if (!Number.isNaN(value)) expect(toHalf(value)).toBe(bits);
  }
  expect(Number.isNaN(fromHalf(toHalf(Number.NaN)))).toBe(true);
});

test("half floats: rounds to the nearest, and ties to even", () => {
  expect(toHalf(1 + 1 / 2048)).toBe(toHalf(1));
  expect(toHalf(1 + 3 / 2048)).toBe(toHalf(1 + 4 / 2048));
  expect(toHalf(65519)).toBe(0x7bff);
  expect(toHalf(65520)).toBe(0x7c00);
  fc.assert(
    fc.property(fc.float({ min: -65000, max: 65000, noNaN: true }), (value) => {
      const bits = toHalf(value);
      const error = Math.abs(fromHalf(bits) - value);
      for (const neighbour of [bits - 1, bits + 1]) {
        const other = fromHalf(neighbour & 0xffff);
        if (Number.isFinite(other)) expect(error).toBeLessThanOrEqual(Math.abs(other - value));
      }
    }),
  );
});

test.each<[Format, number]>([
  ["f16", 2 ** -11],
  // Half a step of 1/127, and the scale itself is a rounded half float.
  ["q8_0", 0.5 / 127 + 2 ** -11],
  // The block's extreme is level -8, so the other sign reaches 7 of 8: a whole step at that end.
  ["q4_0", 1 / 8 + 2 ** -10],
])("%s: the error stays under its share of the block's largest value", (format, share) => {
  fc.assert(
    fc.property(blocks, (values) => {
      const decoded = dequantise(quantise(values, format), format, values.length);
      for (let start = 0; start < values.length; start += BLOCK) {
        const bound = largestOf(values.subarray(start, start + BLOCK)) * share + 2 ** -18;
        for (let at = start; at < start + BLOCK; at += 1) {
          expect(Math.abs(decoded[at]! - values[at]!)).toBeLessThanOrEqual(bound);
        }
      }
    }),
  );
});

test.each<Format>(["f32", "f16", "q8_0", "q4_0"])("%s: sizes add up", (format) => {
  fc.assert(
    fc.property(blocks, (values) => {
      expect(quantise(values, format)).toHaveLength(formatBytes(format, values.length));
    }),
  );
});

test.each<Format>(["q8_0", "q4_0"])("%s: a part of a block is refused", (format) => {
  expect(() => quantise(new Float32Array(BLOCK + 1), format)).toThrow(RangeError);
});

test("Q4_0 packs value i and value i + 16 into one byte", () => {
  const values = new Float32Array(BLOCK);
  values[0] = -8;
  values[16] = 7;
  const bytes = quantise(values, "q4_0");
  expect([...bytes.subarray(0, 4)]).toEqual([0x00, 0x3c, 0xf0, 0x88]);
});
