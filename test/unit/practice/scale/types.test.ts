import { describe, expect, it } from "vitest";
import { hexOf } from "../../../../native/practice/frame/hasher.ts";
import { accountBytes, accountText } from "../../../../native/practice/scale/account.ts";
import { boundedVec } from "../../../../native/practice/scale/bounded.ts";
import { era, multiAddress, result } from "../../../../native/practice/scale/substrate.ts";
import {
  accountId,
  array,
  bool,
  bytes,
  compact,
  fixedBytes,
  option,
  struct,
  tuple,
  u8,
  u16,
  u32,
  u64,
  u128,
  vec,
} from "../../../../native/practice/scale/type.ts";
import { lateType, variant } from "../../../../native/practice/scale/variant.ts";

const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const hex = (value: Uint8Array): string => hexOf(value);

describe("SCALE types", () => {
  it("writes integers little-endian at their width", () => {
    expect(hex(u16.codec.enc(0x1234))).toBe("3412");
    expect(hex(u64.codec.enc(1n))).toBe("0100000000000000");
    expect(hex(u128.codec.enc(1n << 127n))).toBe("00000000000000000000000000000080");
  });

  it("reads compact numbers as their plain type reads", () => {
    expect(hex(compact(u32).codec.enc(69))).toBe("1501");
    expect(compact(u32).codec.dec("0x1501")).toBe(69);
    expect(compact(u64).codec.dec("0x070010a5d4e8")).toBe(1_000_000_000_000n);
  });

  it("gives accounts as SS58 text of prefix 42", () => {
    const key = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    expect(hex(accountId.codec.enc(alice))).toBe(key);
    expect(accountId.codec.dec(`0x${key}`)).toBe(alice);
    expect(accountText(accountBytes(alice))).toBe(alice);
    expect(() => accountBytes("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX")).toThrow(
      RangeError,
    );
  });

  it("refuses byte arrays of another length", () => {
    expect(hex(fixedBytes(4).codec.enc("0x01020304"))).toBe("01020304");
    expect(() => fixedBytes(4).codec.enc("0x0102")).toThrow(RangeError);
    expect(() => fixedBytes(4).codec.enc("0x0102030405")).toThrow(RangeError);
  });

  it("gives each type the encoding of its default", () => {
    const type = struct(["a"], {
      flag: bool,
      list: vec(u32),
      pair: tuple(u8, option(u64)),
      four: array(u16, 2),
    });
    const value = {
      flag: false,
      list: [],
      pair: [0, undefined] as [number, bigint | undefined],
      four: [0, 0],
    };
    expect(hex(type.zero)).toBe(hex(type.codec.enc(value)));
  });

  it("keeps enum indices that are neither dense nor sorted", () => {
    const type = variant(["e"], {
      Late: { index: 9, fields: { at: u32 } },
      Early: { index: 2 },
      Pair: { index: 4, fields: [u8, bytes] },
    });
    expect(hex(type.codec.enc({ type: "Late", value: { at: 1 } }))).toBe("0901000000");
    expect(type.codec.dec("0x02")).toEqual({ type: "Early", value: undefined });
    expect(type.codec.dec("0x04070401")).toEqual({ type: "Pair", value: [7, Uint8Array.of(1)] });
    expect(() => type.codec.dec("0x03")).toThrow("no variant of index 3");
  });

  it("writes the eras of two real finney transactions", () => {
    expect(hex(era.codec.enc({ type: "Mortal", period: 32, phase: 18 }))).toBe("2401");
    expect(era.codec.dec("0x1605")).toEqual({ type: "Mortal", period: 128, phase: 81 });
    expect(era.codec.dec("0x00")).toEqual({ type: "Immortal" });
  });

  it("reads results, addresses and bounded lists as polkadot-api shows them", () => {
    const outcome = result(u8, bool);
    expect(outcome.codec.dec("0x0005")).toEqual({ type: "Ok", value: 5 });
    expect(outcome.codec.dec("0x0101")).toEqual({ type: "Err", value: true });
    expect(hex(multiAddress.codec.enc({ type: "Id", value: alice })).slice(0, 4)).toBe("00d4");
    expect(boundedVec(u16).codec.dec("0x040100")).toEqual([1]);
  });

  it("throws while a late type is not bound, and follows what it is bound to", () => {
    const late = lateType<number>("Later");
    expect(() => late.type.codec.enc(1)).toThrow("Later is not bound");
    late.bind(u16);
    expect(hex(vec(late.type).codec.enc([1, 2]))).toBe("0801000200");
  });
});
