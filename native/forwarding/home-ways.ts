import { isIPv4 } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import si from "systeminformation";
import { isPublic } from "../protocol/public-address.ts";
import type { RouterWays } from "./find-router.ts";
import { NATPMP_PORT } from "./natpmp/message.ts";
import { homeTargets } from "./upnp/search.ts";

const PATIENCE_MILLIS = 3_000;

/** The ways to this home's router: UPnP's group on every network of this computer, and NAT-PMP at the gateway of its default route. */
export const homeWays: RouterWays = {
  upnp: homeTargets,
  gateway: async (signal) => {
    const ended = new AbortController();
    const late = delay(PATIENCE_MILLIS, "", {
      signal: AbortSignal.any([signal, ended.signal]),
      ref: false,
    }).catch(() => "");
    const host = await Promise.race([si.networkGatewayDefault(), late]).finally(() =>
      ended.abort(),
    );
    // A gateway with a public address is a provider's, and no business of ours.
    return isIPv4(host) && !isPublic(host) ? { host, port: NATPMP_PORT } : undefined;
  },
};
