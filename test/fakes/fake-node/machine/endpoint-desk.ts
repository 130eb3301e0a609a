import type { EndpointSettings, EndpointStatus } from "../../../../native/api/endpoint.ts";
import { HearthError } from "../../../../native/api/errors.ts";
import { endpointProblem, tidy } from "../../../../native/miner/reach/settings.ts";
import { endpointStatusOf } from "../../../../native/miner/reach/status.ts";
import type { World } from "../world.ts";

/** What the fake node's endpoint is worked out from; tests change it. */
export type EndpointState = Parameters<typeof endpointStatusOf>[0];

/** The practice network's: nothing can be set. */
export function createEndpointState(): EndpointState {
  return {
    network: "practice",
    settings: { listen: "thisComputer", forward: false },
    open: undefined,
    forwarding: undefined,
    seen: undefined,
    own: ["192.168.1.20", "fd00::20"],
  };
}

/** The status as the page sees it. */
export function endpointView(world: World): EndpointStatus {
  return endpointStatusOf(world.endpoint);
}

/** Changes what it is worked out from and tells the followers. */
export function changeEndpoint(world: World, change: Partial<EndpointState>): EndpointStatus {
  world.endpoint = { ...world.endpoint, ...change };
  const status = endpointView(world);
  world.channels.endpoint.publish(status);
  return status;
}

/** Takes settings as the node does. */
export function saveEndpoint(world: World, wished: EndpointSettings): EndpointStatus {
  const { network, own } = world.endpoint;
  const settings = tidy(wished);
  const reason = endpointProblem(settings, network, own);
  if (reason !== undefined) throw new HearthError("BAD_INPUT", { reason });
  if (settings.port === 80) throw new HearthError("PORT_TAKEN", { port: 80 });
  return changeEndpoint(world, { settings });
}

/** The router of the fake home answers at once, and can forward. */
export function askRouter(world: World): EndpointStatus {
  const router = { kind: "upnp1", host: "192.168.1.1", name: "Home Router 3000" } as const;
  return changeEndpoint(world, { seen: { kind: "found", router, externalIp: "8.8.4.4" } });
}
