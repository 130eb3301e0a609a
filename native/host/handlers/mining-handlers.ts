import { homeWays } from "../../forwarding/home-ways.ts";
import { ownAddresses } from "../../forwarding/own-addresses.ts";
import type { Mining } from "../../miner/mining-service.ts";
import { createReach, type Reach } from "../../miner/reach/reach.ts";
import type { Network } from "../../miner/reach/settings.ts";
import type { Notes } from "../../store/notes.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import type { EndpointWish } from "../endpoint-flags.ts";
import type { HostHandlers } from "../router.ts";
import { switchHandlers } from "./switch-handlers.ts";

/** How this node's miner is reached on its network, by its real addresses and its home's router. Throws what `wish` is refused with. */
export async function nodeReach(
  options: {
    readonly network: Network;
    readonly notes: Notes;
    readonly timeline: Timeline;
    readonly now: () => number;
  },
  wish: EndpointWish | undefined,
): Promise<Reach> {
  const reach = createReach({ ...options, ways: homeWays, own: ownAddresses });
  if (wish) await reach.save(wish(reach.status().settings));
  return reach;
}

/** The `mining.*` procedures. */
export function miningHandlers(mining: Mining, reach: Reach): HostHandlers["mining"] {
  return {
    ...switchHandlers(mining),
    requests: (_input, signal) => mining.requests.watch(signal),
    endpoint: reach.status,
    watchEndpoint: (_input, signal) => reach.watch(signal),
    saveEndpoint: reach.save,
    askRouter: (_input, signal) => reach.askRouter(signal),
  };
}
