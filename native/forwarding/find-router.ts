import { setTimeout as delay } from "node:timers/promises";
import type { PmpPlace } from "./natpmp/ask.ts";
import { natpmpRouter } from "./natpmp/natpmp.ts";
import { type Router, RouterTrouble, toRouterTrouble } from "./router-port.ts";
import { openIgd } from "./upnp/igd.ts";
import { type SearchTarget, searchGateways } from "./upnp/search.ts";

/** Where a router is looked for. */
export interface RouterWays {
  /** Whom UPnP's question goes to. */
  readonly upnp: () => readonly SearchTarget[];
  /** The way out of the home, if it is known, and its port of NAT-PMP. */
  readonly gateway: (signal: AbortSignal) => Promise<PmpPlace | undefined>;
}

/** Long enough for routers that think before they answer; UPnP lets them wait a second. */
const PATIENCE_MILLIS = 6_000;
/** Any device at home can say that it is a router: one that is not the way out is believed only if that one has not answered by then. */
const OTHERS_MILLIS = 3_000;

/**
 * Finds a router that can forward ports, by UPnP and NAT-PMP at once; the first one that names its address outside, else the first
 * one found at all. Throws RouterTrouble: "noRouter" where none answered, or what the only one said. Throws the signal's reason.
 */
export async function findRouter(ways: RouterWays, signal: AbortSignal): Promise<Router> {
  const ended = new AbortController();
  const patience = AbortSignal.timeout(PATIENCE_MILLIS);
  const until = AbortSignal.any([signal, patience, ended.signal]);
  try {
    const gateway = ways.gateway(until).catch(() => undefined);
    return await Promise.any([byUpnp(ways.upnp(), gateway, until), byNatpmp(gateway, until)]);
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

/** Tries every place that answers, side by side: one that hangs holds up none of the others. */
function byUpnp(
  targets: readonly SearchTarget[],
  gateway: Promise<PmpPlace | undefined>,
  until: AbortSignal,
): Promise<Router> {
  const { promise, resolve, reject } = Promise.withResolvers<Router>();
  let trouble = new RouterTrouble("noRouter", "nobody answered by UPnP");
  async function open(location: URL): Promise<void> {
    try {
      const host = (await gateway)?.host;
      if (host !== undefined && host !== location.hostname)
        await delay(OTHERS_MILLIS, undefined, { signal: until, ref: false });
      const router = await openIgd(location, until);
      await router.externalIp(until);
      resolve(router);
    } catch (error) {
      if (!until.aborted) trouble = toRouterTrouble(error);
    }
  }
  async function search(): Promise<void> {
    const attempts: Promise<void>[] = [];
    for await (const { location } of searchGateways(targets, until)) attempts.push(open(location));
    await Promise.all(attempts);
    reject(trouble);
  }
  search().catch(reject);
  return promise;
}

async function byNatpmp(
  gateway: Promise<PmpPlace | undefined>,
  until: AbortSignal,
): Promise<Router> {
  const found = await gateway;
  if (found === undefined) throw new RouterTrouble("noRouter", "the way out is not known");
  const router = natpmpRouter(found);
  await router.externalIp(until);
  return router;
}
