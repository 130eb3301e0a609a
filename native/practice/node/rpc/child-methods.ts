import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexDigits, list } from "./params.ts";
import { blockParam, type Methods, type NodeServices, stateOf } from "./services.ts";

/** Hex of `:child_storage:default:`, with which the key of every child trie begins. */
const CHILD_PREFIX = Buffer.from(":child_storage:default:").toString("hex");

/** childstate_*: no pallet here has child tries, so every one that is asked about is empty. */
export function childMethods({ chain }: NodeServices): Methods {
  const empty =
    (blockAt: number, answer: (params: readonly unknown[]) => unknown): Methods[string] =>
    (params) => {
      stateOf(chain, blockParam(chain, params[blockAt]));
      if (!hexDigits(params[0], "child storage key").startsWith(CHILD_PREFIX))
        throw new RpcFailure(rpcCodes.state, "Client error: Invalid child storage key");
      return answer(params);
    };
  const pages = empty(4, () => []);
  return {
    childstate_getKeys: empty(2, () => []),
    childstate_getKeysPaged: pages,
    childstate_getKeysPagedAt: pages,
    childstate_getStorage: empty(2, () => null),
    childstate_getStorageEntries: empty(2, ([, keys]) => list(keys, "keys").map(() => null)),
    childstate_getStorageHash: empty(2, () => null),
    childstate_getStorageSize: empty(2, () => null),
  };
}
