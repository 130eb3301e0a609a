import { unsafeCall } from "./failure.ts";
import type { Methods } from "./services.ts";

/** What would change a node itself: its keys, its peers, its log, its offchain storage. This node has none of them to give. */
const refused = [
  "author_hasKey",
  "author_hasSessionKeys",
  "author_insertKey",
  "author_removeExtrinsic",
  "author_rotateKeys",
  "author_rotateKeysWithOwner",
  "offchain_localStorageClear",
  "offchain_localStorageGet",
  "offchain_localStorageSet",
  "system_addLogFilter",
  "system_addReservedPeer",
  "system_removeReservedPeer",
  "system_resetLogFilter",
  "system_unstable_networkState",
] as const;

/** Methods that a polkadot-sdk node answers to its operator alone, refused as it refuses them to everybody else. */
export function unsafeMethods(): Methods {
  const refuse = (): never => {
    throw unsafeCall();
  };
  return Object.fromEntries(refused.map((name) => [name, refuse]));
}
