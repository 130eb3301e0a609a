import { describe, expect, test } from "vitest";
import { secretFromUri } from "../../../native/wallet/derive.ts";
import {
  accountFromMnemonic,
  accountFromSecret,
  readKeyfile,
  writeKeyfile,
  writePublicKeyfile,
} from "../../../native/wallet/keyfile.ts";

const WORDS = "old leopard transfer rib spatial phone calm indicate online fire caution review";
const ADDRESS = "5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX";
const PUBLIC = "0xe4359ad3e2716c539a1d663ebd0a51bdc5c98a12e663bb4c4402db47828c9446";
const SEED = "0xda3cf5b1e9144931a0f0db65664aab662673b099415a7f8121b7245fb0be4143";
const PRIVATE =
  "0x1f1995bdf3a17b60626a26cfe6f564b337d46056b7a1281b64c649d592ccda0a" +
  "9cffd34d9fb01cae1fba61aeed184c817442a2186d5172416729a4b54dd4b84e";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (json: unknown) => readKeyfile(bytes(JSON.stringify(json)), "coldkey");

test("a private keyfile is one line with the published values and no cryptoType", () => {
  const text = writeKeyfile(accountFromMnemonic(WORDS));
  expect(text).not.toContain("\n");
  expect(JSON.parse(text)).toEqual({
    accountId: PUBLIC,
    publicKey: PUBLIC,
    privateKey: PRIVATE,
    secretPhrase: WORDS,
    secretSeed: SEED,
    ss58Address: ADDRESS,
  });
});

test("a public keyfile holds nothing secret", () => {
  expect(JSON.parse(writePublicKeyfile(accountFromMnemonic(WORDS)))).toEqual({
    accountId: PUBLIC,
    publicKey: PUBLIC,
    ss58Address: ADDRESS,
  });
});

test("a softly derived key has no seed and still comes back from its private key", () => {
  const account = accountFromSecret(secretFromUri(`${WORDS}/Alice`));
  const json = JSON.parse(writeKeyfile(account));
  expect(json).not.toHaveProperty("secretSeed");
  expect(read(json).address).toBe("5GNXbA46ma5dg19GXdiKi5JH3mnkZ8Yea3bBtZAvj7t99P9i");
});

describe("every form that btwallet has written is read", () => {
  test.each([
    ["words only", { secretPhrase: WORDS }],
    ["seed only", { secretSeed: SEED }],
    ["private key only", { privateKey: PRIVATE }],
    ["doubled 0x", { secretSeed: `0x${SEED}`, privateKey: `0x0x${PRIVATE}` }],
    ["nulls", { secretPhrase: null, secretSeed: null, privateKey: PRIVATE, ss58Address: ADDRESS }],
    ["a 64-byte seed", { secretSeed: PRIVATE }],
    ["cryptoType as number", { secretSeed: SEED, cryptoType: 1 }],
    ["cryptoType as text", { secretSeed: SEED, cryptoType: "1" }],
    ["unknown fields", { secretSeed: SEED, accountType: "sr25519", later: [1] }],
    ["words before seed", { secretPhrase: WORDS, secretSeed: `0x${"11".repeat(32)}` }],
  ])("%s", (_name, json) => {
    const account = read(json);
    expect(account.address).toBe(ADDRESS);
    expect(account.secret).toBeDefined();
  });

  test.each([
    ["seed", SEED],
    ["seed without 0x", SEED.slice(2)],
    ["private key", PRIVATE],
    ["words", `${WORDS}\n`],
  ])("a bare %s", (_name, text) => {
    expect(readKeyfile(bytes(text), "coldkey").address).toBe(ADDRESS);
  });

  test.each([
    ["ss58Address", { ss58Address: ADDRESS }],
    ["the old key with a space", { " ss58Address": ADDRESS }],
    ["publicKey", { publicKey: PUBLIC }],
    ["accountId", { accountId: PUBLIC }],
  ])("public only by %s", (_name, json) => {
    const account = read(json);
    expect(account.address).toBe(ADDRESS);
    expect(account.secret).toBeUndefined();
  });
});

describe("a damaged keyfile says why and quotes no secret", () => {
  test.each([
    ["empty", "", "empty"],
    ["half written", `{"secretSeed":"${SEED}","pub`, "JSON"],
    ["not an object", "[1,2]", "fields"],
    ["nothing in it", "{}", "no key"],
    ["ed25519", JSON.stringify({ secretSeed: SEED, cryptoType: 0 }), "sr25519"],
    ["seed too short", JSON.stringify({ secretSeed: "0x1234" }), "malformed"],
    ["seed not hex", JSON.stringify({ secretSeed: `0x${"zz".repeat(32)}` }), "malformed"],
    ["zero private key", JSON.stringify({ privateKey: `0x${"00".repeat(64)}` }), "malformed"],
    ["wrong words", JSON.stringify({ secretPhrase: "abandon ".repeat(12) }), "malformed"],
    [
      "address of another key",
      JSON.stringify({
        secretSeed: SEED,
        ss58Address: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
      }),
      "belong",
    ],
    ["random bytes", "\u0000\u0001\ufffd", "JSON"],
  ])("%s", (_name, text, reason) => {
    const attempt = () => readKeyfile(bytes(text), "coldkey");
    expect(attempt).toThrow(
      expect.objectContaining({
        code: "KEYFILE_DAMAGED",
        detail: { file: "coldkey", reason: expect.stringContaining(reason) },
      }),
    );
    expect(attempt).not.toThrow(SEED.slice(2, 20));
  });
});
