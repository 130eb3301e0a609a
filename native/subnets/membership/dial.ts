import { dialHost, isLoopback } from "../../protocol/axon-address.ts";

/** Where to dial an announced address on a network that never leaves this computer; undefined for every address that would. */
export function dialLoopbackOnly(ip: string): string | undefined {
  return isLoopback(ip) ? dialHost(ip) : undefined;
}
