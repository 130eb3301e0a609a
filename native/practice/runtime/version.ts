import type { VersionNumbers } from "../frame/runtime-services.ts";

/** What a signer shows amounts in, as finney's runtime is built with. */
export const token = { decimals: 9, symbol: "TAO" } as const;

/**
 * The runtime's version. `specName` is finney's, since tools look for it. `specVersion` is ours and rises with every change
 * of the metadata: clients keep metadata by genesis hash and spec version.
 */
export const version: VersionNumbers = {
  specName: "node-subtensor",
  implName: "hearth-practice",
  authoringVersion: 1,
  specVersion: 432,
  implVersion: 1,
  transactionVersion: 1,
  systemVersion: 1,
  stateVersion: 1,
};
