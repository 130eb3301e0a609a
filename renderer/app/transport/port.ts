import type { ClientContext, ClientLink } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { ConnectionState } from "./connection-state.ts";

/** What the desktop transport needs from outside. */
export interface PortTransport {
  readonly window: Pick<Window, "addEventListener" | "removeEventListener">;
  readonly onLink: (link: ClientLink<ClientContext> | undefined) => void;
  readonly onState: (state: ConnectionState) => void;
}

/**
 * Takes the message port that the preload script posts as `{type: "hearth-port"}`, and each later one in its place: the
 * shell sends a new port whenever the node's process was restarted. Returns a disposer.
 */
export function connectPort(transport: PortTransport): () => void {
  let port: MessagePort | undefined;

  const take = (event: Event): void => {
    if (!(event instanceof MessageEvent) || !isPortMessage(event.data)) return;
    const next = event.ports[0];
    if (next === undefined) return;
    port?.close();
    port = next;
    next.addEventListener("close", () => {
      if (port !== next) return;
      port = undefined;
      transport.onLink(undefined);
      transport.onState({ kind: "connecting", attempt: 1 });
    });
    const link = new RPCLink({ port: next });
    next.start();
    transport.onLink(link);
    transport.onState({ kind: "open", since: Date.now() });
  };

  transport.onState({ kind: "connecting", attempt: 0 });
  transport.window.addEventListener("message", take);
  return () => {
    transport.window.removeEventListener("message", take);
    port?.close();
    port = undefined;
    transport.onLink(undefined);
  };
}

function isPortMessage(data: unknown): boolean {
  return typeof data === "object" && data !== null && "type" in data && data.type === "hearth-port";
}
