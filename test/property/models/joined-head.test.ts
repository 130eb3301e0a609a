import * as fc from "fast-check";
import { expect, test } from "vitest";
import { joinedHead } from "../../../native/models/join/joined-head.ts";
import { splitGguf } from "../../fakes/gguf/split-gguf.ts";
import { tinyGguf } from "../../fakes/tiny-gguf.ts";

const whole = tinyGguf();
const TENSORS = 20;
const anyCuts = fc
  .uniqueArray(fc.integer({ min: 0, max: TENSORS - 1 }), { minLength: 1, maxLength: 6 })
  .map((cuts) => cuts.toSorted((a, b) => a - b));

function joined(parts: readonly Buffer[]): Buffer {
  const { head, pieces } = joinedHead(parts.map((bytes) => ({ bytes, fileSize: bytes.length })));
  return Buffer.concat([
    head,
    ...pieces.map(
      ({ start, bytes }, index) => parts[index]?.subarray(start, start + bytes) ?? head,
    ),
  ]);
}

test("a model that was cut anywhere is the same to the byte once it is joined", () => {
  fc.assert(
    fc.property(anyCuts, (cuts) => {
      expect(joined(splitGguf(whole, cuts)).equals(whole)).toBe(true);
    }),
  );
});

test("parts that are cut off, changed, or another model's are refused or give the same head, and never hang", () => {
  fc.assert(
    fc.property(anyCuts, fc.nat(), fc.nat(), fc.nat(255), (cuts, which, at, byte) => {
      const parts = [...splitGguf(whole, cuts)];
      const index = which % parts.length;
      const part = Buffer.from(parts[index] ?? Buffer.alloc(1));
      part[at % part.length] = byte;
      for (const bytes of [part, part.subarray(0, at % part.length)]) {
        parts[index] = bytes;
        try {
          expect(joined(parts).length).toBeLessThanOrEqual(whole.length + 64);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
    }),
  );
});
