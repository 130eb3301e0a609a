import type { BrowserPortLike } from "@orpc/client/message-port";
import type { ProcessPort, RunningProcess } from "./launcher.ts";

/** Which way an oRPC message goes, so that a server and a client of each side share one port with other messages. */
type Direction = "request" | "response";

interface Envelope {
  readonly rpc: Direction;
  readonly data: unknown;
}

/**
 * A ProcessPort as the port that oRPC's message-port adapter takes. `close` ends it; so does the end of the process
 * where the port is one. A request sent afterwards throws, so that a call fails instead of waiting for ever; a response is dropped.
 */
export function rpcPort(
  port: ProcessPort | RunningProcess,
  sends: Direction,
): BrowserPortLike & { close(): void } {
  const receives: Direction = sends === "request" ? "response" : "request";
  const closeListeners = new Set<() => void>();
  const removers = new Set<() => void>();
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    for (const remove of removers) remove();
    for (const listener of closeListeners) listener();
  };
  if ("exited" in port) void port.exited.then(close);
  return {
    postMessage: (data) => {
      if (!open && sends === "response") return;
      if (!open) throw new Error("the other process has ended");
      const envelope: Envelope = { rpc: sends, data };
      port.postMessage(envelope);
    },
    onMessage: {
      addListener: (listener) => {
        removers.add(
          port.onMessage((message) => {
            if (isEnvelope(message) && message.rpc === receives) listener(message.data);
          }),
        );
      },
    },
    onDisconnect: { addListener: (listener) => void closeListeners.add(listener) },
    close,
  };
}

function isEnvelope(message: unknown): message is Envelope {
  return typeof message === "object" && message !== null && "rpc" in message && "data" in message;
}
