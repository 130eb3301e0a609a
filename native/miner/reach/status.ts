import type { EndpointRouter, EndpointSettings, EndpointStatus } from "../../api/endpoint.ts";
import type { ForwardingState, RouterName } from "../../forwarding/forwarding-state.ts";
import { type Announced, behindOf, placeOf } from "./place.ts";
import type { Network } from "./settings.ts";

/** What a router said when it was asked once. */
export type RouterSeen = {
  readonly kind: "found";
  readonly router: RouterName;
  readonly externalIp: string;
};

/** What is known of the router: while it forwards, or from the last time that it was asked. */
export type RouterKnowledge = ForwardingState | RouterSeen | undefined;

/** What the status is worked out from. */
export interface EndpointFacts {
  readonly network: Network;
  readonly settings: EndpointSettings;
  readonly open: { readonly host: string; readonly port: number } | undefined;
  /** Set while a port is kept forwarded. */
  readonly forwarding: ForwardingState | undefined;
  /** The last answer to `askRouter`. */
  readonly seen: RouterKnowledge;
  readonly own: readonly string[];
}

/** How validators reach this miner, as far as it is known. */
export function endpointStatusOf(facts: EndpointFacts): EndpointStatus {
  const { network, settings, open, forwarding, own } = facts;
  const port = open?.port ?? settings.port;
  const place = placeOf({ network, settings, port: port ?? 0, forwarding: expected(facts), own });
  return {
    settings,
    practice: network === "practice",
    ...(open === undefined ? {} : { open: hostPort(open.host, open.port) }),
    ...placeText(place),
    router: routerOf(settings.forward, forwarding ?? facts.seen, forwarding !== undefined),
    addresses: [...own],
  };
}

/** Before mining nothing is forwarded, and the place is the one that the router named, if it was asked. */
function expected({ settings, forwarding, seen }: EndpointFacts): ForwardingState | undefined {
  if (forwarding !== undefined || !settings.forward) return forwarding;
  if (seen === undefined) return { kind: "asking" };
  if (seen.kind !== "found") return seen;
  const { router, externalIp } = seen;
  const externalPort = settings.announcePort ?? settings.port ?? 0;
  return { kind: "forwarded", router, externalIp, externalPort };
}

function placeText(place: Announced): Pick<EndpointStatus, "place" | "problem"> {
  if (place.kind === "unknown") return { problem: place.problem };
  // Before it opens a door, a miner without a port of its own does not know which one it gets.
  return { place: place.port === 0 ? place.ip : hostPort(place.ip, place.port) };
}

function routerOf(wished: boolean, known: RouterKnowledge, live: boolean): EndpointRouter {
  if (known === undefined) return { state: wished ? "idle" : "off" };
  switch (known.kind) {
    case "asking":
      return { state: "asking" };
    case "failed":
      return {
        state: "failed",
        trouble: known.trouble,
        ...(known.router ?? {}),
        ...(live ? { retryAt: known.retryAt } : {}),
      };
    case "found":
      return { state: "found", ...known.router, externalIp: known.externalIp, ...behind(known) };
    case "forwarded": {
      const { router, externalIp, externalPort, until } = known;
      const facts = { ...router, externalIp, externalPort, ...behind(known) };
      return { state: "forwarded", ...facts, ...(until === undefined ? {} : { until }) };
    }
    default:
      return known satisfies never;
  }
}

function behind({ externalIp }: { readonly externalIp: string }): Pick<EndpointRouter, "behind"> {
  const kind = behindOf(externalIp);
  return kind === undefined ? {} : { behind: kind };
}

/** Host and port as a URL has them. */
export function hostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
