import type { State } from "../../frame/state.ts";
import { firstFrom } from "../../frame/state.ts";
import { blake2Hex } from "../block.ts";
import { legacyVersion } from "./chain-methods.ts";
import { RpcFailure, rpcCodes, unsafeCall } from "./failure.ts";
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
import { changesBetween, changesOf } from "./storage-range.ts";

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
  // Of a map's prefix it is the size of all its values together.
  const size = ([key, block]: readonly unknown[]): unknown => {
    const state = at(block);
    const digits = hexDigits(key, "key");
    const value = state.get(digits);
    if (value) return value.length;
    const total = state.keys(digits).reduce((sum, each) => sum + (state.get(each)?.length ?? 0), 0);
    return total > 0 ? total : null;
  };
  const call = ([method, args, block]: readonly unknown[]): unknown =>
    hex(
      callRuntime(
        chain,
        blockParam(chain, block, "runtime"),
        text(method, "method"),
        hexBytes(args ?? "0x", "arguments"),
      ),
    );
  const keysPaged = ([prefix, count, start, block]: readonly unknown[]): unknown => {
    const wanted = wholeNumber(count, "count");
    if (wanted > LARGEST_PAGE) {
      throw new RpcFailure(
        rpcCodes.count,
        `count exceeds maximum value. value: ${wanted}, max: ${LARGEST_PAGE}`,
      );
    }
    return page(at(block), hexDigits(prefix ?? "0x", "prefix"), wanted, start).map(
      (key) => `0x${key}`,
    );
  };
  // The runtime is part of the state: of a pruned block there is none to ask.
  const askable = (block: unknown): void => {
    stateOf(chain, blockParam(chain, block, "runtime"), "runtime");
  };
  const runtimeVersion = ([block]: readonly unknown[]): unknown => {
    askable(block);
    return legacyVersion(chain);
  };
  const subscribeVersion: Methods[string] = (_params, session) =>
    session.subscribe("state_runtimeVersion", (notify) => {
      notify(legacyVersion(chain));
      return () => undefined;
    });
  const unsubscribe: Methods[string] = ([id], session) => session.unsubscribe(id);
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
      askable(block);
      return hex(chain.runtime.metadata(14));
    },
    state_getRuntimeVersion: runtimeVersion,
    chain_getRuntimeVersion: runtimeVersion,
    state_getKeysPaged: keysPaged,
    state_getKeysPagedAt: keysPaged,
    state_getKeys: ([prefix, block]) =>
      at(block)
        .keys(hexDigits(prefix ?? "0x", "prefix"))
        .map((key) => `0x${key}`),
    state_getPairs([prefix, block]) {
      const state = at(block);
      const keys = state.keys(hexDigits(prefix ?? "0x", "prefix"));
      return keys.map((key) => [`0x${key}`, hexOrNull(state.get(key))]);
    },
    state_queryStorage([keys, from, to]) {
      const wanted = list(keys, "keys").map((key) => hexDigits(key, "key"));
      return changesBetween(chain, wanted, from, to);
    },
    state_getReadProof: () => {
      throw noTrie("no Merkle trie, so it has no proofs");
    },
    state_traceBlock: () => {
      throw noTrie("no traces of its blocks");
    },
    state_queryStorageAt([keys, block]) {
      const where = blockParam(chain, block);
      const wanted = list(keys, "keys").map((key) => hexDigits(key, "key"));
      return [{ block: where.hash, changes: changesOf(stateOf(chain, where), wanted) }];
    },
    state_subscribeStorage([keys], session) {
      // Of everything that changes only a node's operator is told.
      if (keys === undefined || keys === null) throw unsafeCall();
      const wanted = list(keys, "keys").map((key) => hexDigits(key, "key"));
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
    state_unsubscribeStorage: unsubscribe,
    state_subscribeRuntimeVersion: subscribeVersion,
    chain_subscribeRuntimeVersion: subscribeVersion,
    state_unsubscribeRuntimeVersion: unsubscribe,
    chain_unsubscribeRuntimeVersion: unsubscribe,
  };
}

/** What a node with a trie or with tracing would answer, and this one cannot. */
function noTrie(what: string): RpcFailure {
  return new RpcFailure(rpcCodes.state, `Client error: this practice network keeps ${what}`);
}
