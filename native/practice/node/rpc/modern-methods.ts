import { randomBytes } from "node:crypto";
import { PoolRefused } from "../pool-refusal.ts";
import { RpcFailure } from "./failure.ts";
import { hexBytes, optionalHash, text, wholeNumber } from "./params.ts";
import { bodyOf, callRuntime, hex, type Methods, type NodeServices, stateOf } from "./services.ts";
import type { Session } from "./session.ts";
import { answerItems, storageItems } from "./storage-query.ts";

/** Transactions one connection may be broadcasting. */
const MOST_BROADCASTS = 256;

/** chainSpec_v1_*: which chain this is. */
export function chainSpecMethods({ chain, chainName, properties }: NodeServices): Methods {
  return {
    chainSpec_v1_chainName: () => chainName,
    chainSpec_v1_genesisHash: () => chain.genesisHash,
    chainSpec_v1_properties: () => properties,
  };
}

/** transaction_v1_*: keeps offering a transaction to the pool until told to stop. */
export function transactionMethods({ chain, pool }: NodeServices): Methods {
  const broadcasts = new WeakMap<Session, Map<string, string>>();
  return {
    transaction_v1_broadcast([transaction], session) {
      const bytes = hexBytes(transaction, "transaction");
      const mine = broadcasts.get(session) ?? new Map<string, string>();
      broadcasts.set(session, mine);
      if (mine.size >= MOST_BROADCASTS) return null;
      const offer = (): void => {
        try {
          pool.submit(bytes);
        } catch (error) {
          // Refused now, perhaps not after the next block; the method has no way to tell.
          if (!(error instanceof PoolRefused)) throw error;
        }
      };
      offer();
      const operation = randomBytes(8).toString("base64url");
      const subscription = session.subscribe("transaction_v1_broadcast", () =>
        chain.onBlock(offer),
      );
      mine.set(operation, subscription);
      return operation;
    },
    transaction_v1_stop([operation], session) {
      const mine = broadcasts.get(session);
      const subscription = mine?.get(text(operation, "operation"));
      if (!subscription) throw new RpcFailure(-32602, "Invalid operation id");
      mine?.delete(text(operation, "operation"));
      session.unsubscribe(subscription);
      return null;
    },
  };
}

/** archive_v1_*: any block ever made, and any state still kept. */
export function archiveMethods({ chain }: NodeServices): Methods {
  const block = (hash: unknown) => {
    const found = chain.numberOf(optionalHash(hash) ?? "");
    return found === undefined ? undefined : chain.blockAt(found);
  };
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
      const found = block(hash);
      if (!found) return null;
      try {
        const output = callRuntime(
          chain,
          found,
          text(method, "function"),
          hexBytes(args, "parameters"),
        );
        return { success: true, value: hex(output) };
      } catch (error) {
        if (error instanceof RpcFailure) return { success: false, error: error.message };
        throw error;
      }
    },
    archive_v1_storage([hash, items], session) {
      const wanted = storageItems(items);
      const found = block(hash);
      return session.subscribe("archive_v1_storageEvent", (notify, end) => {
        try {
          if (!found) throw new RpcFailure(-32801, "Invalid block hash");
          for (const answer of answerItems(stateOf(chain, found), wanted))
            notify({ event: "storage", ...answer });
          notify({ event: "storageDone" });
        } catch (error) {
          if (!(error instanceof RpcFailure)) throw error;
          notify({ event: "storageError", error: error.message });
        }
        end();
        return () => undefined;
      });
    },
    archive_v1_stopStorage: ([id], session) => void session.unsubscribe(id),
  };
}
