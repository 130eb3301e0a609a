import { randomBytes } from "node:crypto";
import { PoolRefused } from "../pool-refusal.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexBytes, text } from "./params.ts";
import type { Methods, NodeServices } from "./services.ts";
import type { Session } from "./session.ts";

/** Transactions one connection may be broadcasting. */
const MOST_BROADCASTS = 256;

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
      if (!subscription) throw new RpcFailure(rpcCodes.invalidParams, "Invalid operation id");
      mine?.delete(text(operation, "operation"));
      session.unsubscribe(subscription);
      return null;
    },
  };
}
