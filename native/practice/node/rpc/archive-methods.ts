import type { State } from "../../frame/state.ts";
import type { Block } from "../block.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexBytes, optionalHash, text, wholeNumber } from "./params.ts";
import {
  blockParam,
  bodyOf,
  callRuntime,
  hex,
  type Method,
  type Methods,
  type NodeServices,
  stateOf,
} from "./services.ts";
import { differenceItems, differences } from "./storage-difference.ts";
import { BEGINNING, isDescendants, storageItems, storagePage } from "./storage-query.ts";

/** archive_v1_*: any block ever made, and any state still kept. */
export function archiveMethods({ chain }: NodeServices): Methods {
  const block = (hash: unknown): Block | undefined => {
    const found = chain.numberOf(optionalHash(hash) ?? "");
    return found === undefined ? undefined : chain.blockAt(found);
  };
  const stateAt = (hash: unknown): State => stateOf(chain, blockParam(chain, hash ?? ""));
  const unsubscribe: Method = ([id], session) => session.unsubscribe(id);
  /** A subscription that tells all there is, or why there is none, and ends. */
  const telling =
    (events: string, done: string, failed: string) =>
    (session: Parameters<Method>[1], tell: (notify: (event: unknown) => void) => void): string =>
      session.subscribe(events, (notify, end) => {
        try {
          tell(notify);
          notify({ event: done });
        } catch (error) {
          if (!(error instanceof RpcFailure)) throw error;
          notify({ event: failed, error: error.message.replace("Client error: ", "") });
        }
        end();
        return () => undefined;
      });
  const tellStorage = telling("archive_v1_storageEvent", "storageDone", "storageError");
  const tellDifference = telling(
    "archive_v1_storageDiffEvent",
    "storageDiffDone",
    "storageDiffError",
  );
  return {
    archive_v1_genesisHash: () => chain.genesisHash,
    archive_v1_finalizedHeight: () => chain.finalized.number,
    archive_v1_hashByHeight([height]) {
      const hash = chain.hashAt(wholeNumber(height, "height"));
      return hash === undefined ? [] : [hash];
    },
    archive_v1_header([hash]) {
      const found = block(hash);
      return found ? hex(found.header) : null;
    },
    archive_v1_body([hash]) {
      const found = block(hash);
      return found ? bodyOf(found) : null;
    },
    archive_v1_call([hash, method, args]) {
      const name = text(method, "function");
      const bytes = hexBytes(args, "parameters");
      try {
        const at = blockParam(chain, optionalHash(hash) ?? "", "storage");
        return { success: true, value: hex(callRuntime(chain, at, name, bytes)) };
      } catch (error) {
        if (!(error instanceof RpcFailure) || error.code !== rpcCodes.state) throw error;
        return { success: false, error: error.message.replace("Client error: ", "") };
      }
    },
    archive_v1_storage([hash, given, childTrie], session) {
      const items = storageItems(given);
      if (items.some((item) => item.after !== undefined && !isDescendants(item)))
        throw new RpcFailure(
          rpcCodes.archiveParams,
          "Invalid parameter: Pagination start key is only supported for descendants queries",
        );
      return tellStorage(session, (notify) => {
        const state = stateAt(hash);
        // No pallet here has child tries: whatever is asked of one is not there.
        if (childTrie !== undefined && childTrie !== null) return;
        const { answers } = storagePage(state, items, BEGINNING, Number.POSITIVE_INFINITY);
        for (const answer of answers) notify({ event: "storage", ...answer });
      });
    },
    archive_v1_stopStorage: unsubscribe,
    archive_v1_storageDiff([hash, given, previous], session) {
      const items = differenceItems(given);
      return tellDifference(session, (notify) => {
        const at = blockParam(chain, optionalHash(hash) ?? "");
        const before = previous ?? chain.hashAt(Math.max(0, at.number - 1));
        for (const each of differences(stateOf(chain, at), stateAt(before), items))
          notify({ event: "storageDiff", ...each });
      });
    },
    archive_v1_storageDiff_stopStorageDiff: unsubscribe,
  };
}
