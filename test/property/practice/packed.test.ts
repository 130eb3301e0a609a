import { Vector } from "@polkadot-api/substrate-bindings";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountText } from "../../../native/practice/scale/account.ts";
import {
  accountId,
  bool,
  type ScaleType,
  scaleCodec,
  tuple,
  u8,
  u16,
  u32,
  u64,
  vec,
} from "../../../native/practice/scale/type.ts";

const accounts = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((key) => accountText(key));
const number = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 });

/** What is packed: each type with its values. */
const types: readonly [string, ScaleType, fc.Arbitrary<unknown>][] = [
  ["u8", u8, number(8)],
  ["u16", u16, number(16)],
  ["u32", u32, number(32)],
  ["u64", u64, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
  ["bool", bool, fc.boolean()],
  ["account", accountId, accounts],
  ["(u16, u16)", tuple(u16, u16), fc.tuple(number(16), number(16))],
  [
    "(account, (u64, bool))",
    tuple(accountId, tuple(u64, bool)),
    fc.tuple(accounts, fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.boolean())),
  ],
];

describe("lists of values of one width", () => {
  it.each(types)("of %s are as scale-ts writes and reads them", (_, type, value) => {
    const plain = Vector(scaleCodec(type));
    const packed = vec(type).codec;
    expect(type.packed).toBeDefined();
    fc.assert(
      fc.property(fc.array(value, { maxLength: 100 }), (values) => {
        const bytes = packed.enc(values);
        expect(bytes).toEqual(plain.enc(values));
        expect(packed.dec(bytes)).toEqual(values);
      }),
    );
  });

  it("stand within other types, and leave what follows them", () => {
    const pair = tuple(vec(u16), vec(tuple(u8, u64)));
    fc.assert(
      fc.property(
        fc.array(number(16)),
        fc.array(fc.tuple(number(8), fc.bigInt({ min: 0n, max: 9n }))),
        (left, right) => {
          expect(pair.codec.dec(pair.codec.enc([left, right]))).toEqual([left, right]);
        },
      ),
    );
  });

  it("are refused where the bytes end before the list does", () => {
    const list = vec(u16).codec;
    fc.assert(
      fc.property(fc.array(number(16), { minLength: 1 }), fc.nat(), (values, cut) => {
        const bytes = list.enc(values);
        const kept = bytes.slice(0, 1 + (cut % (bytes.length - 1)));
        expect(() => list.dec(kept)).toThrow(RangeError);
      }),
    );
  });
});
