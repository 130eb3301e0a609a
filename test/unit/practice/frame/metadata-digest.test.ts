import { merkleizeMetadata } from "@polkadot-api/merkleize-metadata";
import { describe, expect, it } from "vitest";
import { hexOf } from "../../../../native/practice/frame/hasher.ts";
import { metadataDigest } from "../../../../native/practice/frame/metadata-digest.ts";
import { practiceRuntime } from "../../../../native/practice/runtime/runtime.ts";
import { alice, bob, runtime as small, TAO, TestChain, transfer } from "../node/practice-chain.ts";

const whole = practiceRuntime(() => undefined);
const facts = {
  specName: whole.version.specName,
  specVersion: whole.version.specVersion,
  ss58Prefix: 42,
  decimals: 9,
  tokenSymbol: "TAO",
};
const theirs = (bytes: Uint8Array): string =>
  `0x${hexOf(merkleizeMetadata(Uint8Array.from(bytes), { decimals: 9, tokenSymbol: "TAO" }).digest())}`;

describe("the hash of the metadata", () => {
  it.each([
    ["the practice network", whole],
    ["the common pallets alone", small],
  ])("of %s is what polkadot-api's own program makes of V15 and of V16", (_name, runtime) => {
    const ours = metadataDigest(runtime.metadata(15), facts);
    expect(ours).toBe(theirs(runtime.metadata(15)));
    expect(ours).toBe(theirs(runtime.metadata(16)));
  });

  it("differs where a fact does, and is made of V15 alone", () => {
    const bytes = small.metadata(15);
    const hashes = [facts, { ...facts, decimals: 10 }, { ...facts, specVersion: 1 }].map((each) =>
      metadataDigest(bytes, each),
    );
    expect(new Set(hashes).size).toBe(3);
    expect(() => metadataDigest(small.metadata(14), facts)).toThrow(RangeError);
  });
});

describe("a transaction that is signed with the hash of the metadata", () => {
  it("is taken with the right one and refused with any other", () => {
    const test = new TestChain();
    try {
      const call = transfer(bob.address, TAO);
      const hash = metadataDigest(small.metadata(15), facts);
      const right = test.sign(alice, call, { metadataHash: hash });
      const wrong = test.sign(alice, call, { metadataHash: `0x${"ab".repeat(32)}` });
      expect(() => test.pool.submit(wrong)).toThrow("Invalid Transaction");
      test.pool.submit(right);
      test.block();
      expect(test.free(bob.address)).toBe(TAO);
    } finally {
      test.close();
    }
  });
});
