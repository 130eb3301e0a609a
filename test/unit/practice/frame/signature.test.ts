import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { Blake2256 } from "@polkadot-api/substrate-bindings";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf } from "../../../../native/practice/frame/hasher.ts";
import { isSignedBy, type SignatureScheme } from "../../../../native/practice/frame/signature.ts";
import { accountBytes } from "../../../../native/practice/scale/account.ts";
import { alice } from "../node/practice-chain.ts";

const message = new TextEncoder().encode("hearth");
const edSecret = new Uint8Array(32).fill(7);
const ecSecret = new Uint8Array(32).fill(9);

/** A valid signature of each scheme, with the account that made it. */
function signedBy(scheme: SignatureScheme): { account: Uint8Array; signature: Uint8Array } {
  switch (scheme) {
    case "Sr25519":
      return { account: accountBytes(alice.address), signature: alice.sign(message) };
    case "Ed25519":
      return {
        account: ed25519.getPublicKey(edSecret),
        signature: ed25519.sign(message, edSecret),
      };
    case "Ecdsa": {
      const recovered = secp256k1.sign(Blake2256(message), ecSecret, {
        prehash: false,
        format: "recovered",
      });
      const signature = Uint8Array.from([...recovered.subarray(1), recovered[0]!]);
      return { account: Blake2256(secp256k1.getPublicKey(ecSecret, true)), signature };
    }
    default:
      return scheme satisfies never;
  }
}
const schemes = ["Ed25519", "Sr25519", "Ecdsa"] as const;

describe.each(schemes)("a signature by %s", (scheme) => {
  const { account, signature } = signedBy(scheme);

  it("is the account's over its message, and nobody's with any bit changed", () => {
    expect(isSignedBy(account, scheme, message, signature)).toBe(true);
    expect(isSignedBy(account, scheme, Uint8Array.of(...message, 0), signature)).toBe(false);
    const bit = fc.nat({ max: 7 });
    fc.assert(
      fc.property(fc.nat({ max: signature.length - 1 }), bit, (at, shift) => {
        const changed = Uint8Array.from(signature);
        changed[at]! ^= 1 << shift;
        expect(isSignedBy(account, scheme, message, changed)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.nat({ max: 31 }), bit, (at, shift) => {
        const other = Uint8Array.from(account);
        other[at]! ^= 1 << shift;
        expect(isSignedBy(other, scheme, message, signature)).toBe(false);
      }),
    );
  });

  it("is no other scheme's", () => {
    for (const other of schemes.filter((each) => each !== scheme))
      expect(isSignedBy(account, other, message, signature)).toBe(false);
  });
});

describe("ed25519 and ECDSA as others write them", () => {
  it("know the first vector of RFC 8032", () => {
    const key = bytesOf("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const signature = bytesOf(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    expect(isSignedBy(key, "Ed25519", new Uint8Array(), signature)).toBe(true);
  });

  it("take a recovery id as Ethereum's wallets write it", () => {
    const { account, signature } = signedBy("Ecdsa");
    const ethereum = Uint8Array.from(signature);
    ethereum[64]! += 27;
    expect(isSignedBy(account, "Ecdsa", message, ethereum)).toBe(true);
  });
});
