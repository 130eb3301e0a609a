import type { ChainEvent } from "./chain-port.ts";
import { type Rpc, stateFailure } from "./rpc.ts";
import type { ChainRuntime } from "./runtime.ts";

const PAGE = 512;

/** Reads of a block's state by raw requests, decoded by the current runtime: works at any block the node keeps. */
export interface StateReader {
  value(hash: string, pallet: string, item: string, keys: readonly unknown[]): Promise<unknown>;
  entries(
    hash: string,
    pallet: string,
    item: string,
    partialKeys: readonly unknown[],
  ): Promise<{ keys: unknown[]; value: unknown }[]>;
  call(hash: string, api: string, method: string, args: readonly unknown[]): Promise<unknown>;
  events(hash: string): Promise<ChainEvent[]>;
}

/** Reads state over `rpc`, decoded by the metadata of `runtime`. Failures are those of the node: STATE_DISCARDED where it pruned the block. */
export function stateReader(rpc: Rpc, runtime: () => Promise<ChainRuntime>): StateReader {
  const at = async (hash: string, method: string, params: readonly unknown[]): Promise<unknown> => {
    try {
      return await rpc(method, [...params, hash]);
    } catch (error) {
      throw stateFailure(error, hash);
    }
  };
  const raw = async (hash: string, key: string): Promise<string | null> =>
    ((await at(hash, "state_getStorage", [key])) as string | null) ?? null;

  const keysBelow = async (hash: string, prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    for (;;) {
      const page = (await at(hash, "state_getKeysPaged", [
        prefix,
        PAGE,
        keys.at(-1) ?? null,
      ])) as string[];
      keys.push(...page);
      if (page.length < PAGE) return keys;
    }
  };

  return {
    value: async (hash, pallet, item, keys) => {
      const access = (await runtime()).storage(pallet, item);
      return access.decode(await raw(hash, access.key(keys)));
    },
    entries: async (hash, pallet, item, partialKeys) => {
      const access = (await runtime()).storage(pallet, item);
      const keys = await keysBelow(hash, access.key(partialKeys));
      const found: { keys: unknown[]; value: unknown }[] = [];
      for (let start = 0; start < keys.length; start += PAGE) {
        const page = keys.slice(start, start + PAGE);
        const answer = await at(hash, "state_queryStorageAt", [page]);
        const [set] = answer as [{ changes: [string, string | null][] } | undefined];
        for (const [key, value] of set?.changes ?? []) {
          if (value !== null)
            found.push({ keys: access.decodeKeys(key), value: access.decode(value) });
        }
      }
      return found;
    },
    call: async (hash, api, method, args) => {
      const access = (await runtime()).method(api, method);
      const answer = await at(hash, "state_call", [`${api}_${method}`, access.encode(args)]);
      return access.decode(answer as string);
    },
    events: async (hash) => {
      const current = await runtime();
      return current.events(await raw(hash, current.storage("System", "Events").key([])));
    },
  };
}
