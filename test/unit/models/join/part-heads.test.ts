import { expect, test } from "vitest";
import { joinedHead, ShortParts } from "../../../../native/models/join/joined-head.ts";
import { joinedHeadOf, longerLengths } from "../../../../native/models/join/part-heads.ts";
import { numbersHead, withNumbers } from "../../../fakes/gguf/numbers-head.ts";
import { splitGguf } from "../../../fakes/gguf/split-gguf.ts";
import { tinyGguf } from "../../../fakes/tiny-gguf.ts";

const MIB = 2 ** 20;
const LONG = 100 * MIB;

/** Parts that say they are this long, and give zeros where they end before; with what was asked of each. */
function readable(parts: readonly Buffer[], fileSize: number) {
  const asked = parts.map((): number[] => []);
  const read = (part: number, length: number) => {
    asked[part]?.push(length);
    const bytes = Buffer.alloc(Math.min(length, fileSize));
    parts[part]?.copy(bytes);
    return { bytes, fileSize };
  };
  return { asked, read };
}

test("a part whose head is long is read on, and no other with it", () => {
  const parts = splitGguf(tinyGguf(), [0, 9, 14]);
  const long = parts.map((part, index) => (index === 0 ? withNumbers(part, (9 * MIB) / 8) : part));
  const { asked, read } = readable(long, LONG);
  const { pieces } = joinedHeadOf(long.length, read);
  expect(pieces).toHaveLength(4);
  expect(asked).toEqual([[MIB, 8 * MIB, 64 * MIB], [64 * 1024], [64 * 1024], [64 * 1024]]);
});

test("the parts that hold no whole head are named, all at once", () => {
  const parts = splitGguf(tinyGguf(), [0, 9, 14]);
  const cut = parts.map((part, index) => ({
    bytes: index % 2 === 1 ? part.subarray(0, 40) : part,
    fileSize: part.length,
  }));
  expect(() => joinedHead(cut)).toThrow(ShortParts);
  expect(() => joinedHead(cut)).toThrow(expect.objectContaining({ parts: [1, 3] }));
});

// defect: a head without an end in one of many parts was read to the longest length there is in all of them
test("heads without an end are refused before they fill memory", () => {
  const hostile = Array.from({ length: 64 }, () => numbersHead(9_000_000));
  const { asked, read } = readable(hostile, LONG);
  expect(() => joinedHeadOf(64, read)).toThrow("its head is longer than any");
  const last = asked.map((lengths) => lengths.at(-1) ?? 0);
  expect(last.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(128 * MIB);
});

test("a head that ends with its file is cut and not long", () => {
  const { asked, read } = readable([numbersHead(1_000), numbersHead(1_000)], 500);
  expect(() => joinedHeadOf(2, read)).toThrow("it ends too early");
  expect(asked).toEqual([[MIB], [64 * 1024]]);
});

test("what was read to the longest length of a head is read no further", () => {
  expect(longerLengths([8 * MIB, 1], [0])).toEqual([64 * MIB, 1]);
  expect(() => longerLengths([64 * MIB, 1], [0])).toThrow("longer than any");
});
