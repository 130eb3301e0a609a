import { createORPCClient } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "../../native/api/contract.ts";
import { useConnection } from "../stores/connection.ts";
import { connectPort } from "./transport/port.ts";
import { SwitchLink } from "./transport/switch-link.ts";
import { takeToken } from "./transport/token.ts";
import { connectWebSocket } from "./transport/websocket.ts";

/** The node as the page sees it: every procedure of the contract, typed. */
export type Api = ContractRouterClient<Contract>;

const link = new SwitchLink();

/** The one client of the page. Calls wait for a connection; see SwitchLink. */
export const api: Api = createORPCClient<Api>(link);

/** Starts the transport that fits where the page was loaded from: a socket under http, a port under the desktop's protocol. */
export function connect(): () => void {
  const onLink = (next: Parameters<SwitchLink["use"]>[0]): void => link.use(next);
  const onState = useConnection.getState().set;
  if (!/^https?:$/.test(location.protocol)) return connectPort({ window, onLink, onState });

  const token = takeToken({ location, history, storage: sessionStorage });
  if (token === undefined) {
    onState({ kind: "no-token" });
    return () => {};
  }
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return connectWebSocket({
    url: `${scheme}//${location.host}/rpc`,
    token,
    createSocket: (url, protocols) => new WebSocket(url, protocols),
    serverAnswers,
    onLink,
    onState,
  });
}

async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch(location.pathname, { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
