import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { detectEncryption, openKeyfile, sealKeyfile } from "../../../native/wallet/encryption.ts";
import { argon2KeyNative, argon2KeyWasm, openNacl, sealNacl } from "../../../native/wallet/nacl.ts";

const PLAIN = '{"ss58Address":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}';
const KEY_OF_TESTING = "59e56f09281b4b97c4a4421839e63786e28b5c7b7038eac7f24e5483e2d322b9";
const SEALED_BODY =
  "dbb4bea4e3c7427aa1ce7dad917a725a8a8e016fbd3f1e2485ee22f9d991735ebfab02bc2ca77a7fba75ffc7f92f2add" +
  "fb6a623514b4904da435ad4928988ac688dc29c355ce081c526b48847b6101bbeb63";
/** argon2i takes 3 to 6 s of a free core each time, and several times that on a busy one. */
const SLOW = { timeout: 180_000 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

describe("$NACL", SLOW, () => {
  test("argon2i of the runtime gives the published key", async () => {
    expect(bytesToHex(await argon2KeyNative("testing"))).toBe(KEY_OF_TESTING);
  });

  test("argon2i by WebAssembly gives the published key", async () => {
    expect(bytesToHex(await argon2KeyWasm("thisisafakepassword"))).toBe(
      "a17c46ecafdd501ecb1da0651d35abfecf60df14bffa8e949f58aaecd75cb3c8",
    );
  });

  test("secretbox gives the published file, byte by byte, and opens it", () => {
    const key = hexToBytes(KEY_OF_TESTING);
    const nonce = new Uint8Array(24).fill(7);
    const file = sealNacl(bytes(PLAIN), key, nonce);
    expect(bytesToHex(file)).toBe(`${bytesToHex(bytes("$NACL"))}${"07".repeat(24)}${SEALED_BODY}`);
    expect(text(openNacl(file, key) ?? new Uint8Array())).toBe(PLAIN);
  });

  test("one changed byte anywhere does not open", () => {
    const key = hexToBytes(KEY_OF_TESTING);
    const file = sealNacl(bytes(PLAIN), key);
    for (const index of [5, 28, 29, 44, 45, file.length - 1]) {
      const changed = Uint8Array.from(file);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(openNacl(changed, key)).toBeUndefined();
    }
  });

  test("a sealed keyfile opens with its password and with no other", async () => {
    const sealed = await sealKeyfile(PLAIN, "correct horse");
    expect(detectEncryption(sealed)).toBe("nacl");
    expect(text(await openKeyfile(sealed, "correct horse", "coldkey"))).toBe(PLAIN);
    await expect(openKeyfile(sealed, "Correct horse", "coldkey")).rejects.toMatchObject({
      code: "WRONG_PASSWORD",
    });
  });

  test("a file cut to its header is damaged, whatever the password", async () => {
    await expect(openKeyfile(bytes("$NACLxxxx"), "any", "coldkey")).rejects.toMatchObject({
      code: "KEYFILE_DAMAGED",
    });
  });
});

describe("$ANSIBLE_VAULT", () => {
  const vault = (plain: string, password: string): Uint8Array => {
    const salt = randomBytes(32);
    const keys = pbkdf2Sync(password, salt, 10_000, 80, "sha256");
    const padding = 16 - (plain.length % 16);
    const cipher = createCipheriv("aes-256-ctr", keys.subarray(0, 32), keys.subarray(64));
    const body = cipher.update(plain + String.fromCharCode(padding).repeat(padding));
    const tag = createHmac("sha256", keys.subarray(32, 64)).update(body).digest();
    const inner = [salt, tag, body].map((part) => part.toString("hex")).join("\n");
    const lines =
      Buffer.from(inner)
        .toString("hex")
        .match(/.{1,80}/g) ?? [];
    return bytes(["$ANSIBLE_VAULT;1.1;AES256", ...lines, ""].join("\n"));
  };

  test("opens with its password and refuses another", async () => {
    const file = vault(PLAIN, "testing");
    expect(detectEncryption(file)).toBe("ansible-vault");
    expect(text(await openKeyfile(file, "testing", "coldkey"))).toBe(PLAIN);
    await expect(openKeyfile(file, "wrong", "coldkey")).rejects.toMatchObject({
      code: "WRONG_PASSWORD",
    });
  });

  test("half of it is damaged", async () => {
    const file = vault(PLAIN, "testing");
    await expect(openKeyfile(file.subarray(0, 120), "testing", "coldkey")).rejects.toMatchObject({
      code: "KEYFILE_DAMAGED",
    });
  });
});

describe("Fernet", SLOW, () => {
  const fernet = (plain: string, password: string): Uint8Array => {
    const salt = "Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins";
    const key = pbkdf2Sync(password, salt, 10_000_000, 32, "sha256");
    const iv = randomBytes(16);
    const cipher = createCipheriv("aes-128-cbc", key.subarray(16), iv);
    const head = Buffer.concat([Buffer.from("800000000065a1b2c3", "hex"), iv]);
    const signed = Buffer.concat([head, cipher.update(plain), cipher.final()]);
    const tag = createHmac("sha256", key.subarray(0, 16)).update(signed).digest();
    return bytes(Buffer.concat([signed, tag]).toString("base64url"));
  };

  test("opens with its password and refuses another", async () => {
    const file = fernet(PLAIN, "testing");
    expect(detectEncryption(file)).toBe("fernet");
    expect(text(await openKeyfile(file, "testing", "coldkey"))).toBe(PLAIN);
    await expect(openKeyfile(file, "wrong", "coldkey")).rejects.toMatchObject({
      code: "WRONG_PASSWORD",
    });
  });

  test("half of it is damaged", async () => {
    await expect(openKeyfile(bytes("gAAAAABlobs"), "any", "coldkey")).rejects.toMatchObject({
      code: "KEYFILE_DAMAGED",
    });
  });
});
