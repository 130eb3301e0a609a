import type { ClientContext, ClientLink } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import { backOffMillis } from "./back-off.ts";
import type { ConnectionState } from "./connection-state.ts";

/** What the socket transport needs from outside. */
export interface WebSocketTransport {
  /** Address of the node's socket, `ws://host/rpc`. */
  readonly url: string;
  readonly token: string;
  readonly createSocket: (url: string, protocols: string[]) => WebSocket;
  /** True when the server that gave the page still answers plain requests: then a closed socket means a refusal. */
  readonly serverAnswers: () => Promise<boolean>;
  readonly onLink: (link: ClientLink<ClientContext> | undefined) => void;
  readonly onState: (state: ConnectionState) => void;
}

/** The server may have come back between the socket's failure and the question: only twice in a row is a refusal. */
const REFUSALS_BELIEVED = 2;

/**
 * Keeps one socket open to the node, reconnecting with back-off until the returned disposer is called.
 * The token travels as a subprotocol, never in the address. A server that answers but refuses the socket ends it: `refused`.
 */
export function connectWebSocket(transport: WebSocketTransport): () => void {
  let closed = false;
  let attempt = 0;
  let refusals = 0;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    transport.onState({ kind: "connecting", attempt });
    const current = transport.createSocket(transport.url, [`hearth.${transport.token}`]);
    socket = current;
    let judged = false;
    current.addEventListener("open", () => {
      judged = true;
      attempt = 0;
      refusals = 0;
      const link = new RPCLink({ websocket: current });
      // After the link's own listener: it must drop its queues before anybody aborts a call on the dead socket.
      current.addEventListener("close", () => {
        transport.onLink(undefined);
        if (!closed) retry();
      });
      transport.onLink(link);
      transport.onState({ kind: "open", since: Date.now() });
    });
    current.addEventListener("close", () => {
      if (!judged && !closed) void judge();
    });
  };

  const judge = async (): Promise<void> => {
    const answers = await transport.serverAnswers();
    if (closed) return;
    refusals = answers ? refusals + 1 : 0;
    if (refusals < REFUSALS_BELIEVED) retry();
    else transport.onState({ kind: "refused" });
  };

  const retry = (): void => {
    attempt += 1;
    const wait = backOffMillis(attempt, Math.random());
    transport.onState({ kind: "waiting", attempt, retryAt: Date.now() + wait });
    timer = setTimeout(open, wait);
  };

  open();
  return () => {
    closed = true;
    clearTimeout(timer);
    socket?.close();
    transport.onLink(undefined);
  };
}
