import * as fc from "fast-check";
import { expect, test } from "vitest";
import { textStream } from "../../../native/engine/llama/text-stream.ts";

test("a text cut into its bytes comes out as it was, with no half character on the way", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !text.includes("\uFFFD")),
      (text) => {
        const stream = textStream((tokens) => Buffer.from(tokens).toString("utf8"));
        const pieces = [...Buffer.from(text)].map((byte) => stream(byte));
        expect(pieces.join("")).toBe(text);
        expect(pieces.some((piece) => piece.includes("\uFFFD"))).toBe(false);
      },
    ),
  );
});
