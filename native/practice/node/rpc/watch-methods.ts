import { blake2Hex } from "../block.ts";
import type { Chain } from "../chain.ts";
import type { TransactionStatus } from "../pool.ts";
import { PoolRefused, rpcError } from "../pool-refusal.ts";
import { hexBytes } from "./params.ts";
import type { Methods, NodeServices } from "./services.ts";

/** What transactionWatch_v1 tells of a transaction. */
type WatchEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

/** After these nothing more is told. */
const LAST_EVENTS = ["finalized", "invalid", "dropped", "error"];

/** transactionWatch_v1_*: submits a transaction and tells what becomes of it, in the new JSON-RPC's words. */
export function watchMethods({ chain, pool }: NodeServices): Methods {
  return {
    transactionWatch_v1_submitAndWatch([transaction], session) {
      const bytes = hexBytes(transaction, "transaction");
      return session.subscribe("transactionWatch_v1_watchEvent", (notify, end) => {
        const tell = (event: WatchEvent): void => {
          notify(event);
          if (LAST_EVENTS.includes(event.event)) end();
        };
        try {
          const hash = pool.submit(bytes);
          return pool.watch(hash, (status) => tell(watchEvent(chain, hash, status)));
        } catch (error) {
          if (!(error instanceof PoolRefused)) throw error;
          tell(refusalEvent(error));
          return () => undefined;
        }
      });
    },
    transactionWatch_v1_unwatch: ([id], session) => session.unsubscribe(id),
  };
}

function refusalEvent({ refusal }: PoolRefused): WatchEvent {
  if (refusal.kind === "unreadable")
    return { event: "invalid", error: "Extrinsic bytes cannot be decoded" };
  const { message, data } = rpcError(refusal);
  return { event: "invalid", error: data === undefined ? message : `${message}: ${data}` };
}

/** Source of the words: sc-rpc-spec-v2's transaction module of polkadot-sdk. */
function watchEvent(chain: Chain, hash: string, status: TransactionStatus): WatchEvent {
  if (typeof status === "string") {
    switch (status) {
      case "ready":
      case "future":
        return { event: "validated" };
      case "dropped":
        return {
          event: "dropped",
          error: "Extrinsic dropped from the pool due to exceeding limits",
        };
      case "invalid":
        return { event: "invalid", error: "Extrinsic marked invalid" };
      default:
        return status satisfies never;
    }
  }
  if ("usurped" in status)
    return { event: "invalid", error: "Extrinsic was rendered invalid by another extrinsic" };
  return "inBlock" in status
    ? { event: "bestChainBlockIncluded", block: placeOf(chain, status.inBlock, hash) }
    : { event: "finalized", block: placeOf(chain, status.finalized, hash) };
}

function placeOf(chain: Chain, block: string, transaction: string): unknown {
  const extrinsics = chain.block(block)?.extrinsics ?? [];
  const index = extrinsics.findIndex((bytes) => blake2Hex(bytes) === transaction);
  return { hash: block, index };
}
