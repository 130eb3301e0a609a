import { describe, expect, test } from "vitest";
import { encodeAddress } from "../../../native/protocol/ss58.ts";
import { parseAddress, requireAddress } from "../../../native/wallet/address.ts";
import { keypairFromUri, verifySignature } from "../../../native/wallet/keypair.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const alice = keypairFromUri("//Alice");

describe("signatures", () => {
  test("verify by address and by public key, plain and wrapped", () => {
    const message = bytes("a message");
    const signature = alice.sign(message);
    expect(signature).toHaveLength(64);
    expect(verifySignature(alice.address, message, signature)).toBe(true);
    expect(verifySignature(alice.publicKey, message, signature)).toBe(true);
    const wrapped = alice.sign(bytes("<Bytes>a message</Bytes>"));
    expect(verifySignature(alice.address, message, wrapped)).toBe(true);
  });

  test("a real mainnet signature verifies over its 120-byte payload", () => {
    const payload = Buffer.concat([
      Buffer.from(
        "050300a69ffb8d15b780999fc0ae940aabf71073498ab19a1561a4c4b473ebbe8a336a0701c086ef08",
        "hex",
      ),
      Buffer.from("2401" + "9530" + "00" + "00", "hex"),
      Buffer.from("d3010000" + "01000000", "hex"),
      Buffer.from("2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03", "hex"),
      Buffer.from("3e36c12ef656fcb022bf02295f249cf36791e1b9298565be52c950bd11a56211", "hex"),
      Buffer.from("00", "hex"),
    ]);
    const signer = "046f07e3e261562fc2c808f818b19841464738c218580ca373260fb0690f144a";
    const signature =
      "fe1f11659e87849a395e134c822d9b7b387d8a2588b5cb17bcd267d699fa161a" +
      "1131e841529335807bbd0ce8f3208740a936569308d36fd6faaeb5508c1ec98d";
    expect(payload).toHaveLength(120);
    expect(
      verifySignature(Buffer.from(signer, "hex"), payload, Buffer.from(signature, "hex")),
    ).toBe(true);
  });

  test.each([
    ["another message", bytes("another"), alice.sign(bytes("a message")), alice.address],
    ["another key", bytes("m"), alice.sign(bytes("m")), keypairFromUri("//Bob").address],
    ["zeros", bytes("m"), new Uint8Array(64), alice.address],
    ["too short", bytes("m"), alice.sign(bytes("m")).subarray(1), alice.address],
    ["no address", bytes("m"), alice.sign(bytes("m")), "5Nonsense"],
  ])("%s is refused without throwing", (_name, message, signature, signer) => {
    expect(verifySignature(signer, message, signature)).toBe(false);
  });
});

describe("addresses", () => {
  test("round trip", () => {
    expect(encodeAddress(requireAddress(alice.address))).toBe(alice.address);
  });

  test.each([
    ["", "empty"],
    ["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ", "last letter changed"],
    ["15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", "another network's prefix"],
    ["0OIl", "letters outside base58"],
  ])("%s (%s) is none", (address) => {
    expect(parseAddress(address)).toBeUndefined();
    expect(() => requireAddress(address)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });
});
