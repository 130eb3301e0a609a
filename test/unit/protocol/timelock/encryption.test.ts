import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beaconPublicKey, signRound } from "../../../../native/protocol/timelock/beacon.ts";
import {
  decryptWithPulse,
  encryptForRound,
} from "../../../../native/protocol/timelock/encryption.ts";
import { TimelockError } from "../../../../native/protocol/timelock/timelock-error.ts";
import { MADE_BY_ARKWORKS, QUICKNET_KEY, READ_BY_ARKWORKS, ROUND_1000 } from "./quicknet.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const fixed = {
  key: new Uint8Array(32).fill(7),
  sigma: new Uint8Array(32).fill(9),
  nonce: new Uint8Array(12).fill(1),
};

test("what arkworks encrypted is decrypted", () => {
  expect(decryptWithPulse(MADE_BY_ARKWORKS, ROUND_1000)).toEqual(text("this is a test"));
});

test("encrypts to the bytes that arkworks decrypts", () => {
  const plaintext = text("timelock vector, quicknet round 1000");
  const made = encryptForRound({ plaintext, round: 1000n, publicKey: QUICKNET_KEY }, fixed);
  expect(bytesToHex(made)).toBe(bytesToHex(READ_BY_ARKWORKS));
  expect(decryptWithPulse(made, ROUND_1000)).toEqual(plaintext);
});

describe("with a beacon of one's own", () => {
  const secret = new Uint8Array(32).fill(5);
  const publicKey = beaconPublicKey(secret);
  const plaintext = text("weights");
  const locked = encryptForRound({ plaintext, round: 77n, publicKey }, fixed);

  test("the round's own signature opens it and no other does", () => {
    expect(decryptWithPulse(locked, signRound(secret, 77n))).toEqual(plaintext);
    const other = (): Uint8Array => decryptWithPulse(locked, signRound(secret, 78n));
    expect(other).toThrow(new TimelockError("wrong-signature"));
    const elsewhere = new Uint8Array(32).fill(6);
    expect(() => decryptWithPulse(locked, signRound(elsewhere, 77n))).toThrow(
      new TimelockError("wrong-signature"),
    );
  });

  test("an empty plaintext is one too", () => {
    const empty = encryptForRound({ plaintext: new Uint8Array(), round: 1n, publicKey }, fixed);
    expect(decryptWithPulse(empty, signRound(secret, 1n))).toEqual(new Uint8Array());
  });

  test("bytes after the end change nothing, as on the chain", () => {
    const longer = Uint8Array.from([...locked, 1, 2, 3]);
    expect(decryptWithPulse(longer, signRound(secret, 77n))).toEqual(plaintext);
  });

  test("a byte changed anywhere before the name of the cipher never gives another plaintext", () => {
    const signature = signRound(secret, 77n);
    fc.assert(
      fc.property(
        fc.nat(locked.length - 17),
        fc.integer({ min: 1, max: 255 }),
        (at, difference) => {
          const changed = locked.slice();
          changed[at] = (changed[at] ?? 0) ^ difference;
          expect(() => decryptWithPulse(changed, signature)).toThrow(TimelockError);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("cut short it is malformed", () => {
    const signature = signRound(secret, 77n);
    fc.assert(
      fc.property(fc.nat(locked.length - 1), (length) => {
        expect(() => decryptWithPulse(locked.slice(0, length), signature)).toThrow(
          new TimelockError("malformed-ciphertext"),
        );
      }),
    );
  });
});

test("randomness of another size, and a key that is none, are refused", () => {
  const request = { plaintext: text("x"), round: 1n, publicKey: QUICKNET_KEY };
  for (const part of ["key", "sigma", "nonce"] as const) {
    const wrong = { ...fixed, [part]: new Uint8Array(11) };
    expect(() => encryptForRound(request, wrong)).toThrow(new TimelockError("wrong-size"));
  }
  for (const publicKey of [new Uint8Array(96), new Uint8Array(95), QUICKNET_KEY.slice(1)]) {
    expect(() => encryptForRound({ ...request, publicKey }, fixed)).toThrow(
      new TimelockError("malformed-key"),
    );
  }
  expect(() => encryptForRound({ ...request, round: -1n }, fixed)).toThrow(
    new TimelockError("malformed-round"),
  );
});

test("whatever comes as ciphertext or signature, nothing else is thrown than a TimelockError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 60 }), (a, b) => {
      expect(() => decryptWithPulse(a, ROUND_1000)).toThrow(TimelockError);
      expect(() => decryptWithPulse(MADE_BY_ARKWORKS, b)).toThrow(TimelockError);
    }),
    { numRuns: 60 },
  );
});
