import type { EndpointRouter } from "../../api/endpoint.ts";
import type { DoctorPorts } from "../../doctor/ports.ts";
import type { Reach } from "../../miner/reach/reach.ts";
import { isLoopback } from "../../protocol/axon-address.ts";

/** What the Doctor sees of how validators reach the miner, and what it may change. */
export function doctorReach(reach: Reach): DoctorPorts["reach"] {
  return {
    status: reach.status,
    router: (signal) => settledRouter(reach, signal),
    letForward: () => letForward(reach),
  };
}

/** What the router says now: while it forwards that is known, and it is never asked twice at once. */
async function settledRouter(reach: Reach, signal: AbortSignal): Promise<EndpointRouter> {
  const { open, router } = reach.status();
  if (router.state !== "asking")
    return open === undefined ? (await reach.askRouter(signal)).router : router;
  for await (const status of reach.watch(signal))
    if (status.router.state !== "asking") return status.router;
  return reach.status().router;
}

/** Opens the miner to the home network, unless it listens on an address there already, and has the router lead its port to it. */
async function letForward(reach: Reach): Promise<void> {
  const { address, ...settings } = reach.status().settings;
  const listensAtHome = address !== undefined && !isLoopback(address);
  await reach.save(
    listensAtHome
      ? { ...settings, address, forward: true }
      : { ...settings, listen: "home", forward: true },
  );
}
