import { base58 } from "@scure/base";
import { expect, test } from "vitest";
import {
  decodeAddress,
  encodeAddress,
  isAddress,
  publicKeyOf,
} from "../../../native/protocol/ss58.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const LEOPARD = {
  key: "e4359ad3e2716c539a1d663ebd0a51bdc5c98a12e663bb4c4402db47828c9446",
  address: "5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX",
};
const ALICE = {
  key: "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
  address: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
};

test.each([LEOPARD, ALICE])("known keys and addresses: $address", ({ key, address }) => {
  expect(encodeAddress(hex(key))).toBe(address);
  expect(publicKeyOf(address)).toEqual(hex(key));
  expect(isAddress(address)).toBe(true);
});

test("every single changed character is refused", () => {
  for (let at = 0; at < ALICE.address.length; at += 1) {
    const other = ALICE.address[at] === "2" ? "3" : "2";
    const damaged = ALICE.address.slice(0, at) + other + ALICE.address.slice(at + 1);
    expect(isAddress(damaged)).toBe(false);
    expect(() => publicKeyOf(damaged)).toThrow(RangeError);
  }
});

test.each([
  ["", "not-base58"],
  ["0OIl", "not-base58"],
  ["5".repeat(4_000), "not-base58"],
  [base58.encode(new Uint8Array(20)), "wrong-length"],
  [base58.encode(new Uint8Array(35)), "wrong-checksum"],
])("faults are named: %#", (text, fault) => {
  expect(decodeAddress(text)).toEqual({ kind: "invalid", fault });
});

test.each([0, 2, 42, 63, 64, 255, 1_284, 16_383])(
  "prefix %i survives, and only 42 is ours",
  (prefix) => {
    const address = encodeAddress(hex(ALICE.key), prefix);
    expect(decodeAddress(address)).toEqual({ kind: "ok", publicKey: hex(ALICE.key), prefix });
    expect(isAddress(address)).toBe(prefix === 42);
  },
);

test("wrong sizes are a bug of the caller", () => {
  expect(() => encodeAddress(new Uint8Array(31))).toThrow(RangeError);
  expect(() => encodeAddress(hex(ALICE.key), 16_384)).toThrow(RangeError);
});
