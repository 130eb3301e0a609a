import { HearthError } from "../api/errors.ts";
import type { RpcFailure } from "./pool-error.ts";

/** One JSON-RPC request; the answer's `result`. */
export type Rpc = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** The JSON-RPC error inside a thrown value, or undefined when it is something else. */
export function rpcFailure(error: unknown): RpcFailure | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number") return;
  return {
    code: error.code,
    message: error.message,
    data: "data" in error ? error.data : undefined,
  };
}

/**
 * Requests that always settle: after `timeoutMillis` with CHAIN_UNREACHABLE (the socket re-sends what was open when it
 * broke, so without this a request could wait for ever). A method the node does not know is CHAIN_LACKS.
 */
export function timedRpc(send: Rpc, endpoint: () => string, timeoutMillis: number): Rpc {
  return async (method, params) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new HearthError("CHAIN_UNREACHABLE", { endpoint: endpoint() })),
        timeoutMillis,
      );
    });
    try {
      return await Promise.race([send(method, params), late]);
    } catch (error) {
      throw rpcFailure(error)?.code === -32601
        ? new HearthError("CHAIN_LACKS", { what: method }, { cause: error })
        : connectionError(error, endpoint());
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Errors of the socket client's own as CHAIN_UNREACHABLE; everything else as it is. */
function connectionError(error: unknown, endpoint: string): unknown {
  const names = ["DestroyedError", "DisconnectedError"];
  const closed =
    error instanceof Error && (names.includes(error.name) || error.message === "Not connected");
  return closed ? new HearthError("CHAIN_UNREACHABLE", { endpoint }, { cause: error }) : error;
}

/** A state read's failure: STATE_DISCARDED when the node no longer keeps (or never had) the block. */
export function stateFailure(error: unknown, block: string): unknown {
  const failure = rpcFailure(error);
  const text = `${failure?.message} ${typeof failure?.data === "string" ? failure.data : ""}`;
  return failure && /State already discarded|UnknownBlock|not found/i.test(text)
    ? new HearthError("STATE_DISCARDED", { block }, { cause: error })
    : error;
}
