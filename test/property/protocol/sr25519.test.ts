import { getPublicKey, secretFromSeed, sign, verify } from "@scure/sr25519";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifySr25519 } from "../../../native/protocol/sr25519.ts";

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const messages = fc.uint8Array({ maxLength: 300 });

/** A second implementation's answer; it throws at what is no point of the curve. */
function otherwise(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return verify(message, signature, publicKey);
  } catch {
    return false;
  }
}

describe("sr25519 signatures", () => {
  it("hold for what was signed and for nothing else", () => {
    fc.assert(
      fc.property(seeds, messages, fc.nat(), (seed, message, position) => {
        const secret = secretFromSeed(seed);
        const publicKey = getPublicKey(secret);
        const signature = sign(secret, message);
        expect(verifySr25519(message, signature, publicKey)).toBe(true);
        expect(verifySr25519(Uint8Array.of(...message, 0), signature, publicKey)).toBe(false);
        const changed = signature.slice();
        changed[(position >> 3) % 64]! ^= 1 << (position & 7);
        expect(verifySr25519(message, changed, publicKey)).toBe(
          otherwise(message, changed, publicKey),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("are judged as by an implementation of its own, whatever the bytes", () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(messages, bytes(64), bytes(32), (message, signature, publicKey) => {
        expect(verifySr25519(message, signature, publicKey)).toBe(
          otherwise(message, signature, publicKey),
        );
      }),
    );
  });

  it("of another length are refused, and so are such keys", () => {
    const message = new Uint8Array(3);
    for (const length of [0, 63, 65])
      expect(verifySr25519(message, new Uint8Array(length), new Uint8Array(32))).toBe(false);
    for (const length of [0, 31, 33])
      expect(verifySr25519(message, new Uint8Array(64), new Uint8Array(length))).toBe(false);
  });
});
