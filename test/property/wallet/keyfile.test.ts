import fc from "fast-check";
import { expect, test } from "vitest";
import type { HearthError } from "../../../native/api/errors.ts";
import { encodeAddress } from "../../../native/protocol/ss58.ts";
import { parseAddress } from "../../../native/wallet/address.ts";
import { deriveSecret, parsePath, secretFromMiniSecret } from "../../../native/wallet/derive.ts";
import {
  accountFromSecret,
  readKeyfile,
  writeKeyfile,
  writePublicKeyfile,
} from "../../../native/wallet/keyfile.ts";
import { keypairFromSecret, verifySignature } from "../../../native/wallet/keypair.ts";
import { openNacl, sealNacl } from "../../../native/wallet/nacl.ts";

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const element = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => !text.includes("/"));
const path = fc
  .array(fc.tuple(fc.constantFrom("/", "//"), element), { maxLength: 3 })
  .map((steps) => steps.flat().join(""));
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test("any derived key survives its keyfile and still signs", () => {
  fc.assert(
    fc.property(seed, path, fc.uint8Array(), (bytes, steps, message) => {
      const secret = deriveSecret(secretFromMiniSecret(bytes), parsePath(steps));
      const account = accountFromSecret(secret);
      const read = readKeyfile(encode(writeKeyfile(account)), "key");
      expect(read.address).toBe(account.address);
      expect(read.secret?.key.slice(0, 32)).toEqual(secret.key.slice(0, 32));
      const signature = keypairFromSecret(read.secret ?? secret).sign(message);
      expect(verifySignature(account.address, message, signature)).toBe(true);
      expect(readKeyfile(encode(writePublicKeyfile(account)), "key").secret).toBeUndefined();
    }),
    { numRuns: 40 },
  );
});

test("any bytes read as a keyfile give an account or KEYFILE_DAMAGED", () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map(encode),
    fc
      .record({ secretSeed: fc.string(), privateKey: fc.string() })
      .map((json) => encode(JSON.stringify(json))),
  );
  fc.assert(
    fc.property(content, (bytes) => {
      try {
        expect(readKeyfile(bytes, "key").publicKey).toHaveLength(32);
      } catch (error) {
        expect((error as HearthError).code).toBe("KEYFILE_DAMAGED");
      }
    }),
  );
});

test("secretbox opens what it sealed and nothing with a flipped bit", () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1 }),
      key,
      fc.nat(),
      fc.nat(7),
      (plain, secret, at, bit) => {
        const sealed = sealNacl(plain, secret);
        expect(openNacl(sealed, secret)).toEqual(plain);
        const index = 5 + (at % (sealed.length - 5));
        sealed[index] = (sealed[index] ?? 0) ^ (1 << bit);
        expect(openNacl(sealed, secret)).toBeUndefined();
      },
    ),
  );
});

test("addresses are one to one with public keys, and a changed letter is caught", () => {
  fc.assert(
    fc.property(seed, fc.nat(), (publicKey, at) => {
      const address = encodeAddress(publicKey);
      expect(parseAddress(address)).toEqual(publicKey);
      const index = at % address.length;
      const other = address[index] === "2" ? "3" : "2";
      expect(
        parseAddress(address.slice(0, index) + other + address.slice(index + 1)),
      ).toBeUndefined();
    }),
  );
});
