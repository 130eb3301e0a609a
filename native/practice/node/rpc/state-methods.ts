import type { State } from "../../frame/state.ts";
import { firstFrom } from "../../frame/state.ts";
import { blake2Hex } from "../block.ts";
import { legacyVersion } from "./chain-methods.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexBytes, hexDigits, list, text, wholeNumber } from "./params.ts";
import {
  blockParam,
  callRuntime,
  hex,
  hexOrNull,
  type Methods,
  type NodeServices,
  stateOf,
} from "./services.ts";

/** Keys in one page, at most, as a Substrate node. */
const LARGEST_PAGE = 1000;

/** The first `count` keys under a prefix after `start`. */
function page(state: State, prefix: string, count: number, start: unknown): string[] {
  const keys = state.keys(prefix);
  if (start === null || start === undefined) return keys.slice(0, count);
  const after = hexDigits(start, "start key");
  const first = firstFrom(keys, after);
  const from = keys[first] === after ? first + 1 : first;
  return keys.slice(from, from + count);
}

/** state_*: storage, metadata and runtime calls. */
export function stateMethods({ chain }: NodeServices): Methods {
  const at = (value: unknown): State => stateOf(chain, blockParam(chain, value));
  const get = ([key, block]: readonly unknown[]): Uint8Array | undefined =>
    at(block).get(hexDigits(key, "key"));
  const storage = (params: readonly unknown[]): unknown => hexOrNull(get(params));
  const hash = (params: readonly unknown[]): unknown => {
    const value = get(params);
    return value ? blake2Hex(value) : null;
  };
  const size = (params: readonly unknown[]): unknown => get(params)?.length ?? null;
  const call = ([method, args, block]: readonly unknown[]): unknown =>
    hex(
      callRuntime(
        chain,
        blockParam(chain, block),
        text(method, "method"),
        hexBytes(args ?? "0x", "arguments"),
      ),
    );
  const keysPaged = ([prefix, count, start, block]: readonly unknown[]): unknown => {
    const wanted = wholeNumber(count, "count");
    if (wanted > LARGEST_PAGE) {
      throw new RpcFailure(
        rpcCodes.invalidParams,
        `count exceeds maximum value. value: ${wanted}, max: ${LARGEST_PAGE}`,
      );
    }
    return page(at(block), hexDigits(prefix ?? "0x", "prefix"), wanted, start).map(
      (key) => `0x${key}`,
    );
  };
  const runtimeVersion = ([block]: readonly unknown[]): unknown => {
    blockParam(chain, block);
    return legacyVersion(chain);
  };
  const changesOf = (state: State, keys: readonly string[]): [string, string | null][] =>
    keys.map((key) => [`0x${key}`, hexOrNull(state.get(key))]);
  return {
    state_getStorage: storage,
    state_getStorageAt: storage,
    state_getStorageHash: hash,
    state_getStorageHashAt: hash,
    state_getStorageSize: size,
    state_getStorageSizeAt: size,
    state_call: call,
    state_callAt: call,
    state_getMetadata: ([block]) => {
      blockParam(chain, block);
      return hex(chain.runtime.metadata(14));
    },
    state_getRuntimeVersion: runtimeVersion,
    state_getKeysPaged: keysPaged,
    state_getKeysPagedAt: keysPaged,
    state_getKeys: ([prefix, block]) =>
      at(block)
        .keys(hexDigits(prefix ?? "0x", "prefix"))
        .map((key) => `0x${key}`),
    state_queryStorageAt([keys, block]) {
      const where = blockParam(chain, block);
      const wanted = list(keys, "keys").map((key) => hexDigits(key, "key"));
      return [{ block: where.hash, changes: changesOf(stateOf(chain, where), wanted) }];
    },
    state_subscribeStorage([keys], session) {
      const wanted = list(keys ?? [], "keys").map((key) => hexDigits(key, "key"));
      return session.subscribe("state_storage", (notify) => {
        let known = new Map(changesOf(chain.state, wanted));
        notify({ block: chain.best.hash, changes: [...known] });
        return chain.onBlock((block) => {
          const now = new Map(changesOf(chain.state, wanted));
          const changes = [...now].filter(([key, value]) => known.get(key) !== value);
          known = now;
          if (changes.length > 0) notify({ block: block.hash, changes });
        });
      });
    },
    state_unsubscribeStorage: ([id], session) => session.unsubscribe(id),
    state_subscribeRuntimeVersion: (_params, session) =>
      session.subscribe("state_runtimeVersion", (notify) => {
        notify(legacyVersion(chain));
        return () => undefined;
      }),
    state_unsubscribeRuntimeVersion: ([id], session) => session.unsubscribe(id),
  };
}
