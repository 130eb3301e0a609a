import type { PmpPlace } from "./natpmp/ask.ts";
import { natpmpRouter } from "./natpmp/natpmp.ts";
import { type Router, RouterTrouble, toRouterTrouble } from "./router-port.ts";
import { openIgd } from "./upnp/igd.ts";
import { type SearchTarget, searchGateways } from "./upnp/search.ts";

/** Where a router is looked for. */
export interface RouterWays {
  /** Whom UPnP's question goes to. */
  readonly upnp: () => readonly SearchTarget[];
  /** Where NAT-PMP is asked: the way out of the home, if it is known. */
  readonly natpmp: (signal: AbortSignal) => Promise<PmpPlace | undefined>;
}

/** Long enough for routers that think before they answer; UPnP lets them wait a second. */
const PATIENCE_MILLIS = 6_000;

/**
 * Finds a router that can forward ports, by UPnP and NAT-PMP at once; the first one that names its address outside, else the first
 * one found at all. Throws RouterTrouble: "noRouter" where none answered, or what the only one said. Throws the signal's reason.
 */
export async function findRouter(ways: RouterWays, signal: AbortSignal): Promise<Router> {
  const ended = new AbortController();
  const patience = AbortSignal.timeout(PATIENCE_MILLIS);
  const until = AbortSignal.any([signal, patience, ended.signal]);
  try {
    return await Promise.any([byUpnp(ways.upnp(), until), byNatpmp(ways.natpmp, until)]);
  } catch (error) {
    signal.throwIfAborted();
    const reasons = error instanceof AggregateError ? error.errors.map(toRouterTrouble) : [];
    // What a router said of itself tells more than that another way found none.
    throw (
      reasons.find(({ kind }) => kind !== "noRouter" && kind !== "silent") ??
      new RouterTrouble("noRouter", "no router answered", { cause: error })
    );
  } finally {
    ended.abort();
  }
}

async function byUpnp(targets: readonly SearchTarget[], until: AbortSignal): Promise<Router> {
  let trouble = new RouterTrouble("noRouter", "nobody answered by UPnP");
  for await (const { location } of searchGateways(targets, until)) {
    try {
      const router = await openIgd(location, until);
      await router.externalIp(until);
      return router;
    } catch (error) {
      if (until.aborted) break;
      trouble = toRouterTrouble(error);
    }
  }
  throw trouble;
}

async function byNatpmp(place: RouterWays["natpmp"], until: AbortSignal): Promise<Router> {
  const found = await place(until);
  if (found === undefined) throw new RouterTrouble("noRouter", "the way out is not known");
  const router = natpmpRouter(found);
  await router.externalIp(until);
  return router;
}
