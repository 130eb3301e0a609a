import type { Dispatcher } from "undici";
import type { DownloadSettings } from "../../../api/downloads.ts";
import { HearthError } from "../../../api/errors.ts";
import { type HostReach, hostReach } from "../../../engine/gguf/remote/host-reach.ts";
import type { Resolve, WayOut } from "../../../engine/gguf/remote/way-out.ts";
import { shippedOffers } from "../../catalogue/shipped-offers.ts";
import { createDispatcher } from "../dispatcher.ts";
import { guardedLookup, systemResolve } from "../guarded-lookup.ts";

/** The way out to the network that the settings say now. */
export interface NetworkPath extends WayOut {
  close(): Promise<void>;
}

/** What the way depends on; `resolve` and `reachOf` are for tests. */
export interface NetworkPathOptions {
  readonly settings: () => Pick<DownloadSettings, "proxy" | "mirrors">;
  readonly resolve?: Resolve;
  readonly reachOf?: (address: string) => HostReach;
}

/** Hosts of the catalogue that ships: no person named them, and none of them lies in anybody's own network. */
const OUTSIDE = new Set(
  shippedOffers.flatMap(({ files }) => files.map(({ url }) => new URL(url).hostname)),
);

/**
 * Follows the proxy of the settings: a change holds from the next request on, and the old way ends when its requests have. There is
 * a dispatcher for each limit, so that a connection that one request may use is never found by another that may not.
 */
export function createNetworkPath(options: NetworkPathOptions): NetworkPath {
  const { settings, resolve = systemResolve, reachOf } = options;
  const seen = new Map<string, HostReach>();
  const open = new Map<HostReach, Dispatcher>();
  let proxyNow: string | undefined;
  let isClosed = false;
  const leave = (): void => {
    for (const before of open.values()) before.close().catch(() => undefined);
    open.clear();
  };
  return {
    dispatcher: (nearest) => {
      if (isClosed) throw new HearthError("CANCELLED");
      const { proxy } = settings();
      if (proxy !== proxyNow) leave();
      proxyNow = proxy;
      const known = open.get(nearest);
      if (known !== undefined) return known;
      const onReach = (host: string, reach: HostReach): void => void seen.set(host, reach);
      const lookup = guardedLookup({ nearest, onReach, resolve, reachOf });
      const made = createDispatcher({ proxy, lookup });
      open.set(nearest, made);
      return made;
    },
    reach: (address) => seen.get(address.hostname) ?? hostReach(address),
    nearest: ({ hostname }) => {
      // Who makes a mirror of a name vouches for wherever it leads.
      const mirrors = settings().mirrors.flatMap((each) => each.mirrors);
      const isOwn = mirrors.some((url) => URL.canParse(url) && new URL(url).hostname === hostname);
      return OUTSIDE.has(hostname) && !isOwn ? "far" : "here";
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...open.values()].map((each) => each.destroy()));
    },
  };
}
