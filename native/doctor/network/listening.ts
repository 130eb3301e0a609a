import type { EndpointStatus } from "../../api/endpoint.ts";
import { isLoopback } from "../../protocol/axon-address.ts";

/** Where the settings have the miner listen. */
export function listeningHost({ settings }: Pick<EndpointStatus, "settings">): string {
  const { listen, address = "127.0.0.1" } = settings;
  return listen === "home" ? "0.0.0.0" : listen === "address" ? address : "127.0.0.1";
}

/** Whether only this computer can come in. */
export function isHereOnly(status: Pick<EndpointStatus, "settings">): boolean {
  return isLoopback(listeningHost(status));
}
