import { system } from "../../runtime/system/pallet.ts";
import { accountBytes } from "../../scale/account.ts";
import { concatenated, u32 } from "../../scale/type.ts";
import type { Pool } from "../pool.ts";
import { PoolRefused, rpcError } from "../pool-refusal.ts";
import { invalidParams, RpcFailure } from "./failure.ts";
import { hexBytes, text } from "./params.ts";
import { hex, type Methods, type NodeServices } from "./services.ts";

/** Submits, turning the pool's refusal into the error a node answers with. */
export function submit(pool: Pool, bytes: Uint8Array): string {
  try {
    return pool.submit(bytes);
  } catch (error) {
    if (!(error instanceof PoolRefused)) throw error;
    const { code, message, data } = rpcError(error.refusal);
    throw new RpcFailure(code, message, data);
  }
}

/** After these nothing more can happen to a transaction. */
function isLast(status: unknown): boolean {
  if (typeof status === "string") return status === "invalid" || status === "dropped";
  return (
    typeof status === "object" && status !== null && ("finalized" in status || "usurped" in status)
  );
}

/** author_* and the account's next nonce. */
export function authorMethods({ chain, pool }: NodeServices): Methods {
  const nextIndex = ([account]: readonly unknown[]): number => {
    const address = text(account, "account");
    let publicKey: Uint8Array;
    try {
      publicKey = accountBytes(address);
    } catch {
      throw invalidParams("not an account address");
    }
    const { nonce } = system.storage.Account.get(chain.state, address);
    return pool.nextNonce(nonce, (next) => concatenated([publicKey, u32.codec.enc(next)]));
  };
  return {
    author_submitExtrinsic: ([bytes]) => submit(pool, hexBytes(bytes, "extrinsic")),
    author_submitAndWatchExtrinsic([bytes], session) {
      const hash = submit(pool, hexBytes(bytes, "extrinsic"));
      return session.subscribe("author_extrinsicUpdate", (notify, end) =>
        pool.watch(hash, (status) => {
          notify(status);
          if (isLast(status)) end();
        }),
      );
    },
    author_unwatchExtrinsic: ([id], session) => session.unsubscribe(id),
    author_pendingExtrinsics: () => pool.pending().map(hex),
    account_nextIndex: nextIndex,
    system_accountNextIndex: nextIndex,
  };
}
