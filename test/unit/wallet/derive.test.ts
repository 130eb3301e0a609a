import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { secretFromUri, toKeyfilePrivateKey } from "../../../native/wallet/derive.ts";
import {
  keypairFromMnemonic,
  keypairFromSecret,
  keypairFromSeed,
  keypairFromUri,
} from "../../../native/wallet/keypair.ts";
import { DEV_PHRASE, miniSecretFromMnemonic } from "../../../native/wallet/mnemonic.ts";

const LEOPARD = "old leopard transfer rib spatial phone calm indicate online fire caution review";

describe("published derivation vectors", () => {
  test("words to mini-secret, public key, keyfile private key and address", () => {
    const secret = secretFromUri(LEOPARD);
    const pair = keypairFromSecret(secret);
    expect(bytesToHex(miniSecretFromMnemonic(LEOPARD))).toBe(
      "da3cf5b1e9144931a0f0db65664aab662673b099415a7f8121b7245fb0be4143",
    );
    expect(bytesToHex(pair.publicKey)).toBe(
      "e4359ad3e2716c539a1d663ebd0a51bdc5c98a12e663bb4c4402db47828c9446",
    );
    expect(bytesToHex(toKeyfilePrivateKey(secret.key))).toBe(
      "1f1995bdf3a17b60626a26cfe6f564b337d46056b7a1281b64c649d592ccda0a" +
        "9cffd34d9fb01cae1fba61aeed184c817442a2186d5172416729a4b54dd4b84e",
    );
    expect(bytesToHex(secret.key.subarray(0, 32))).toBe(
      "f8c8a8ec9d0fdd031353337936af279bbda106b3ba0d45d920334eaa9664d656",
    );
    expect(pair.address).toBe("5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX");
  });

  test("//Alice has a mini-secret of its own", () => {
    const secret = secretFromUri("//Alice");
    expect(bytesToHex(secret.seed ?? new Uint8Array())).toBe(
      "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a",
    );
    expect(bytesToHex(toKeyfilePrivateKey(secret.key))).toBe(
      "33a6f3093f158a7109f679410bef1a0c54168145e0cecb4df006c1c2fffb1f09" +
        "925a225d97aa00682d6a59b95b18780c10d7032336e88f3442b42361f4a66011",
    );
    expect(keypairFromSeed(secret.seed ?? new Uint8Array()).address).toBe(
      keypairFromUri("//Alice").address,
    );
  });

  test.each([
    [`${LEOPARD}//Alice`, "5FEiH8iuDUw271xbqWTWuB6WrDjv5dnCeDX1CyHubAniXDNN"],
    [`${LEOPARD}/Alice`, "5GNXbA46ma5dg19GXdiKi5JH3mnkZ8Yea3bBtZAvj7t99P9i"],
    ["//Alice", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"],
    ["//Bob", "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"],
    ["//Bob/test", "5CJGwWiKXSE16WJaxBdPZhWqUYkotgenLUALv7ZvqQ4TXeqf"],
    [`${DEV_PHRASE}/Bob//test`, "5Cwc8tShrshDJUp1P1M21dKUTcYQpV9GcfSa4hUBNmMdV3Cx"],
    [
      "//PathNameLongerThan32BytesWhichShouldBeHashed",
      "5GR5pfZeNs1uQiSWVxZaQiZou3wdZiX894eqgvfNfHbEh7W2",
    ],
    [`${"abandon ".repeat(11)}about`, "5EPCUjPxiHAcNooYipQFWr9NmmXJKpNG5RhcntXwbtUySrgH"],
  ])("%s", (uri, address) => {
    expect(keypairFromUri(uri).address).toBe(address);
  });

  test("abandon … about has the published mini-secret", () => {
    expect(bytesToHex(miniSecretFromMnemonic(`${"abandon ".repeat(11)}about`))).toBe(
      "4ed8d4b17698ddeaa1f1559f152f87b5d472f725ca86d341bd0276f1b61197e2",
    );
  });
});

test("a mnemonic and a path agree with the same URI", () => {
  expect(keypairFromMnemonic(LEOPARD, "//hot/1").address).toBe(
    keypairFromUri(`${LEOPARD}//hot/1`).address,
  );
});

test("a password after /// changes the key", () => {
  expect(keypairFromUri(`${LEOPARD}///secret`).address).not.toBe(keypairFromUri(LEOPARD).address);
});

test.each(["//", "///", "Alice//", "//a//"])("the path %s is refused", (path) => {
  expect(() => keypairFromMnemonic(LEOPARD, path)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT" }),
  );
});
