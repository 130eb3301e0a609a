import { blake2b } from "@noble/hashes/blake2.js";
import { expect, it } from "vitest";
import { hexOf } from "../../../../native/practice/frame/hasher.ts";
import { version } from "../../../../native/practice/runtime/version.ts";
import { runtime } from "../call-bench.ts";

/**
 * blake2-256 of metadata V16 at each spec version that was ever on main. Clients keep metadata by genesis and spec version: one
 * that met the older metadata would decode the newer chain with it.
 */
const metadataAt: Readonly<Record<number, string>> = {
  432: "6e5fee4756c04ddaa7efd798b2633e141d0316e90ef36b2c4d5fe08098c76563",
};

it("the spec version rises with every change of the metadata", () => {
  const digest = hexOf(blake2b(runtime.metadata(16), { dkLen: 32 }));
  // Where this fails: raise specVersion by one and add its line here; the older lines stay as they are.
  expect({ [version.specVersion]: digest }).toEqual({
    [version.specVersion]: metadataAt[version.specVersion],
  });
});
