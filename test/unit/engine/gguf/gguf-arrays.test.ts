import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { headerWithin, parseGgufHeader } from "../../../../native/engine/gguf/gguf-header.ts";

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const uint64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string): Buffer =>
  Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);

/** A head with these entries, each written already, and one tensor. */
function head(entries: readonly Buffer[]): Buffer {
  const named = entries.map((entry, index) => Buffer.concat([text(`key.${index}`), entry]));
  const tensor = Buffer.concat([text("t"), uint32(1), uint64(1), uint32(0), uint64(0)]);
  return Buffer.concat([
    Buffer.from("GGUF"),
    uint32(3),
    uint64(1),
    uint64(entries.length),
    ...named,
    tensor,
  ]);
}

const array = (type: number, length: number, items: Buffer): Buffer =>
  Buffer.concat([uint32(9), uint32(type), uint64(length), items]);

type Kind = readonly [type: number, width: number, write: (into: Buffer, value: number) => void];
const kinds: readonly Kind[] = [
  [0, 1, (into, value) => into.writeUInt8(value & 0xff)],
  [1, 1, (into, value) => into.writeInt8((value << 24) >> 24)],
  [2, 2, (into, value) => into.writeUInt16LE(value & 0xffff)],
  [3, 2, (into, value) => into.writeInt16LE((value << 16) >> 16)],
  [4, 4, (into, value) => into.writeUInt32LE(value >>> 0)],
  [5, 4, (into, value) => into.writeInt32LE(value | 0)],
  [6, 4, (into, value) => into.writeFloatLE(value)],
  [7, 1, (into, value) => into.writeUInt8(value & 1)],
  [10, 8, (into, value) => into.writeBigUInt64LE(BigInt(value >>> 0) * 1000n)],
  [11, 8, (into, value) => into.writeBigInt64LE(BigInt(value) * 1000n)],
  [12, 8, (into, value) => into.writeDoubleLE(value)],
];
const readers: Readonly<Record<number, (bytes: Buffer) => number | boolean>> = {
  0: (bytes) => bytes.readUInt8(),
  1: (bytes) => bytes.readInt8(),
  2: (bytes) => bytes.readUInt16LE(),
  3: (bytes) => bytes.readInt16LE(),
  4: (bytes) => bytes.readUInt32LE(),
  5: (bytes) => bytes.readInt32LE(),
  6: (bytes) => bytes.readFloatLE(),
  7: (bytes) => bytes.readUInt8() !== 0,
  10: (bytes) => Number(bytes.readBigUInt64LE()),
  11: (bytes) => Number(bytes.readBigInt64LE()),
  12: (bytes) => bytes.readDoubleLE(),
};

test("arrays of every type and length read as they were written, and what follows them is found", () => {
  const wish = fc.record({
    kind: fc.constantFrom(...kinds),
    length: fc.oneof(fc.nat(40), fc.integer({ min: 1020, max: 1030 })),
    seed: fc.integer(),
  });
  const texts = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 8 }), texts, (wishes, words) => {
      const written = wishes.map(({ kind: [type, width, write], length, seed }) => {
        const cells = Array.from({ length }, (_, index) => {
          const cell = Buffer.alloc(width);
          write(cell, (seed ^ Math.imul(index, 2_654_435_761)) | 0);
          return cell;
        });
        const expected =
          length > 1024
            ? { length }
            : { length, items: cells.map((cell) => readers[type]?.(cell)) };
        return { bytes: array(type, length, Buffer.concat(cells)), expected };
      });
      const spoken = array(8, words.length, Buffer.concat(words.map(text)));
      const last = Buffer.concat([uint32(8), text("the end")]);
      const bytes = head([...written.map((one) => one.bytes), spoken, last]);
      const { metadata, tensors } = parseGgufHeader(bytes);
      const expected = [...written.map((one) => one.expected), { length: words.length }, "the end"];
      expect([...metadata.values()]).toEqual(expected);
      expect(tensors).toEqual([{ name: "t", shape: [1], type: 0, offset: 0 }]);
    }),
    { numRuns: 60 },
  );
});

// defect: six arrays of ten million bytes each kept the node from answering anybody for some nine seconds
test("a long array is passed over in one step, one of texts without reading them", () => {
  const numbers = array(0, 1_000_000, Buffer.alloc(1_000_000, 7));
  const words = array(8, 100_000, Buffer.concat(Array.from({ length: 100_000 }, () => text("ab"))));
  const bytes = head([numbers, words, numbers]);
  const looks = vi.spyOn(bytes, "subarray");
  const { metadata } = parseGgufHeader(bytes);
  expect([...metadata.values()]).toEqual(
    [1_000_000, 100_000, 1_000_000].map((length) => ({ length })),
  );
  expect(looks.mock.calls.length).toBeLessThan(100);
});

// defect: a hundred thousand short arrays kept all their items, more than a gigabyte of them
test("short arrays keep their items until there are too many of them together", () => {
  const short = array(0, 1000, Buffer.alloc(1000, 7));
  const { metadata } = parseGgufHeader(head(Array.from({ length: 500 }, () => short)));
  const kept = [...metadata.values()].map((found) =>
    typeof found === "object" ? (found.items?.length ?? 0) : 0,
  );
  expect(kept.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => 1000));
  expect(kept.slice(100).every((length) => length === 0)).toBe(true);
  expect([...metadata.values()].at(-1)).toEqual({ length: 1000 });
});

test.each([
  ["of arrays", array(9, 0, Buffer.alloc(0)), "it nests arrays"],
  ["of a type that is none", array(13, 2000, Buffer.alloc(2000)), "unknown type 13"],
  [
    "that is longer than any",
    array(0, 10_000_001, Buffer.alloc(0)),
    "it claims 10000001 array items",
  ],
  ["that is longer than the file", array(12, 5000, Buffer.alloc(0)), "it ends too early"],
  ["of a text that is longer than any", array(8, 1, uint64(2n ** 31n)), "characters in a text"],
  [
    "of a text of no length at all",
    array(8, 1, uint64(2n ** 53n)),
    "it counts to 9007199254740992",
  ],
])("an array %s is damage, with the reason", (_name, entry, reason) => {
  const bytes = head([entry]);
  expect(() => headerWithin(bytes, bytes.length, "a.gguf")).toThrowError(
    expect.objectContaining({
      code: "MODEL_DAMAGED",
      detail: { file: "a.gguf", reason: expect.stringContaining(reason) },
    }),
  );
});
