import { findRouter, type RouterWays } from "./find-router.ts";
import type { HeldPort } from "./held-port.ts";
import { ownAddressTowards } from "./own-address.ts";

/**
 * Asks this home's router once to take back a port that a node of this computer had forwarded. A port that leads elsewhere by now is left
 * alone, by the router's list or, where it hides that, by its refusal to lead it here again. Throws RouterTrouble, and the signal's reason.
 */
export async function takeBack(
  ways: RouterWays,
  { externalPort, port }: HeldPort,
  signal: AbortSignal,
): Promise<void> {
  const router = await findRouter(ways, signal);
  const address = await ownAddressTowards(router.host);
  await router.release({ externalPort, port, address, leaseSeconds: 0 }, signal);
}
