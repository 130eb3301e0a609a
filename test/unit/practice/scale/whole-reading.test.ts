import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { practiceRuntime } from "../../../../native/practice/runtime/runtime.ts";
import {
  accountId,
  bytes,
  fixedBytes,
  hash256,
  type ScaleType,
  struct,
  tuple,
  u8,
  u32,
  unit,
  vec,
} from "../../../../native/practice/scale/type.ts";

const from = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

describe("bytes that end too soon", () => {
  const cut: [string, ScaleType, string][] = [
    ["a byte array", fixedBytes(20), "00".repeat(19)],
    ["a hash", hash256, "00".repeat(31)],
    ["an account", accountId, "00".repeat(31)],
    ["bytes with their length", bytes, "0c0102"],
    ["a list of arrays", vec(fixedBytes(20)), `08${"00".repeat(39)}`],
    ["a list of numbers", vec(u32), "0801000000020000"],
    ["a list of structs", vec(struct([], { a: u8, b: bytes })), "0401"],
  ];
  for (const [name, type, hex] of cut)
    it(`are refused: ${name}`, () => {
      expect(() => type.codec.dec(from(hex))).toThrow(RangeError);
    });

  it("are read where they are whole, up to the last one", () => {
    expect(vec(fixedBytes(2)).codec.dec(from("080102fffe"))).toEqual(["0x0102", "0xfffe"]);
    expect(tuple(bytes, u8).codec.dec(from("0801027f"))).toEqual([Uint8Array.of(1, 2), 127]);
    expect(vec(unit).codec.dec(from("08"))).toEqual([undefined, undefined]);
  });
});

// Found by fuzzing: 36 bytes of EVM.set_whitelist, whose list promised 46 million addresses, kept the node busy for a minute.
it("a list that promises more than there is costs no time and no memory", () => {
  const runtime = practiceRuntime(() => undefined);
  const found = "8c041604d222210b3d6e9f3dbc294c30d888759aca097b462379c1805a44ad9848690089";
  const before = performance.now();
  expect(() => runtime.extrinsics.decode(from(found))).toThrow(RangeError);
  for (const type of [vec(fixedBytes(20)), vec(hash256), vec(accountId), vec(unit), vec(vec(u8))])
    for (const length of ["feffffff", "03ffffffff", "13ffffffffffffffff", "ff".repeat(68)])
      expect(() => type.codec.dec(from(length))).toThrow(RangeError);
  expect(performance.now() - before).toBeLessThan(5_000);
});

it("no call's arguments can be cut short and still be read as the same call", () => {
  const runtime = practiceRuntime(() => undefined);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2, maxLength: 300 }), (body) => {
      let whole: Uint8Array;
      try {
        whole = runtime.outer.call.codec.enc(runtime.outer.call.codec.dec(Uint8Array.from(body)));
      } catch {
        return;
      }
      if (whole.length > 2)
        expect(() => runtime.outer.call.codec.dec(whole.slice(0, -1))).toThrow();
    }),
    { numRuns: 3_000 },
  );
});
