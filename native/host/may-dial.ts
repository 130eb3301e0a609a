import { isLoopback } from "../protocol/axon-address.ts";
import { isPublic } from "../protocol/public-address.ts";
import type { NetworkChoice } from "./settings.ts";

/**
 * Whether a peer's announced address may be asked. Whatever is announced on the practice network, nothing of it leaves this
 * machine; on a network of strangers nothing of it reaches into this machine's own.
 */
export function mayDial(network: NetworkChoice["kind"], ip: string): boolean {
  switch (network) {
    case "practice":
      return isLoopback(ip);
    case "finney":
    case "test":
      return isPublic(ip);
    case "custom":
      return true;
    default:
      return network satisfies never;
  }
}
