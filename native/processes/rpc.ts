import { createORPCClient, mapEventIterator, type NestedClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { AnyContractRouter } from "@orpc/contract";
import type { Context, Router } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { HearthError } from "../api/errors.ts";
import type { ProcessPort, RunningProcess } from "./launcher.ts";
import { bytesSerializer } from "./rpc-bytes.ts";
import { fromRpcError, toRpcError } from "./rpc-errors.ts";
import { rpcPort } from "./rpc-port.ts";

/**
 * Answers the calls that arrive on a port with an oRPC router. HearthErrors keep their code and detail.
 * @returns ends the serving: running calls are aborted, later ones are not answered.
 */
export function servePort(
  router: Router<AnyContractRouter, Record<never, never>>,
  port: ProcessPort,
): () => void;
export function servePort<C extends Context>(
  router: Router<AnyContractRouter, C>,
  port: ProcessPort,
  context: C,
): () => void;
export function servePort(
  router: Router<AnyContractRouter, Context>,
  port: ProcessPort,
  context: Context = {},
): () => void {
  const handler = new RPCHandler(router, {
    customJsonSerializers: [bytesSerializer],
    clientInterceptors: [
      async ({ next }) => {
        try {
          return withStreamErrors(await next(), toRpcError);
        } catch (error) {
          throw toRpcError(error);
        }
      },
    ],
  });
  const channel = rpcPort(port, "response");
  handler.upgrade(channel, { context });
  return channel.close;
}

/**
 * A client of the router that the other side of a port serves. Its calls reject with HearthErrors: the served ones,
 * CANCELLED when the caller's signal aborted, and `lost()` when the process on the other side ended meanwhile.
 * @typeParam C the client type: RouterClient<typeof router> or ContractRouterClient<typeof contract>.
 */
export function portClient<C extends NestedClient<Record<never, never>>>(
  port: ProcessPort | RunningProcess,
  lost: () => HearthError = () => new HearthError("INTERNAL", { reason: "a child process ended" }),
): C {
  const channel = rpcPort(port, "request");
  let open = true;
  channel.onDisconnect.addListener(() => {
    open = false;
  });
  const link = new RPCLink({
    port: channel,
    customJsonSerializers: [bytesSerializer],
    interceptors: [
      async ({ next, ...call }) => {
        const { signal } = call;
        const translate = (error: unknown): HearthError => {
          if (signal?.aborted === true) return new HearthError("CANCELLED", {}, { cause: error });
          return open ? fromRpcError(error) : lost();
        };
        if (signal?.aborted === true) throw new HearthError("CANCELLED");
        if (!open) throw lost();
        const heard = abortWhileOpen(signal, () => open);
        try {
          const output = await next({ ...call, signal: heard.signal });
          if (!isAsyncIterator(output)) heard.release();
          return withStreamErrors(output, translate, heard.release);
        } catch (error) {
          heard.release();
          throw translate(error);
        }
      },
    ],
  });
  return createORPCClient(link) as C;
}

/**
 * The signal as the link may hear it: a turn later, and not once the process has ended. The link tells the other side of an
 * abort, and where the channel closes within that same turn nobody catches its error.
 */
function abortWhileOpen(
  signal: AbortSignal | undefined,
  isOpen: () => boolean,
): { readonly signal: AbortSignal; release(): void } {
  const heard = new AbortController();
  const tell = (): void => {
    setImmediate(() => {
      if (isOpen()) heard.abort(signal?.reason);
    });
  };
  signal?.addEventListener("abort", tell, { once: true });
  return { signal: heard.signal, release: () => signal?.removeEventListener("abort", tell) };
}

function withStreamErrors<T>(
  output: T,
  translate: (error: unknown) => Error,
  onEnd: () => void = () => {},
): T {
  if (!isAsyncIterator(output)) return output;
  return mapEventIterator(output, {
    value: (value, done) => {
      if (done === true) onEnd();
      return Promise.resolve(value);
    },
    error: (error) => {
      onEnd();
      return Promise.resolve(translate(error));
    },
  }) as T;
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown, unknown, void> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
