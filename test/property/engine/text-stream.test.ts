import * as fc from "fast-check";
import { expect, test } from "vitest";
import { textStream } from "../../../native/engine/llama/text-stream.ts";

test("a text cut into its bytes comes out as it was, with no half character on the way", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !text.includes("\uFFFD")),
      (text) => {
        const stream = textStream((tokens) => Buffer.from(tokens).toString("utf8"));
        const pieces = [...Buffer.from(text)].map((byte) => stream.add(byte));
        expect(pieces.join("")).toBe(text);
        expect(pieces.some((piece) => piece.includes("\uFFFD"))).toBe(false);
      },
    ),
  );
});

// defect: a character behind bytes that are none came out in two halves, and one that was cut off not at all
test("any bytes at all come out as the whole would, and at most the beginning of one character is held back", () => {
  const decode = (tokens: readonly number[]): string => Buffer.from(tokens).toString("utf8");
  const lead = fc.constantFrom(
    0xe2,
    0x82,
    0xac,
    0xf0,
    0x9f,
    0x94,
    0xa5,
    0xff,
    0xc3,
    0x61,
    0xef,
    0xbf,
    0xbd,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(lead, fc.nat(255)), { maxLength: 40 }), (bytes) => {
      const stream = textStream(decode);
      let given = "";
      for (const [index, byte] of bytes.entries()) {
        given += stream.add(byte);
        expect(decode(bytes.slice(0, index + 1)).slice(given.length)).toMatch(/^\uFFFD?$/);
      }
      expect(given + stream.rest()).toBe(decode(bytes));
    }),
    { numRuns: 1000 },
  );
});
