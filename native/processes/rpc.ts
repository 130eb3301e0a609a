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
      async ({ next, signal }) => {
        const translate = (error: unknown): HearthError => {
          if (signal?.aborted === true) return new HearthError("CANCELLED", {}, { cause: error });
          return open ? fromRpcError(error) : lost();
        };
        if (signal?.aborted === true) throw new HearthError("CANCELLED");
        if (!open) throw lost();
        try {
          return withStreamErrors(await next(), translate);
        } catch (error) {
          throw translate(error);
        }
      },
    ],
  });
  return createORPCClient(link) as C;
}

function withStreamErrors<T>(output: T, translate: (error: unknown) => Error): T {
  if (!isAsyncIterator(output)) return output;
  return mapEventIterator(output, {
    value: (value) => Promise.resolve(value),
    error: (error) => Promise.resolve(translate(error)),
  }) as T;
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown, unknown, void> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
