import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { HostReach } from "../../engine/gguf/remote/host-reach.ts";
import { allowedAddresses, type Resolve } from "../../engine/gguf/remote/way-out.ts";

/** What the guard stands on, and whom it tells. */
export interface LookupGuard {
  /** Addresses nearer than this are never connected to. */
  readonly nearest: HostReach;
  /** How far a name turned out to be. */
  readonly onReach: (host: string, reach: HostReach) => void;
  readonly resolve: Resolve;
  readonly reachOf?: ((address: string) => HostReach) | undefined;
}

/** All addresses of a name, as the system knows them. */
export const systemResolve: Resolve = (host, done) => {
  lookup(host, { all: true }, (error, addresses) => done(error, addresses));
};

/**
 * A lookup for sockets that judges what a name leads to at the moment of connecting, so that no answer between two questions can
 * lead elsewhere. The socket fails with LeadsInward where nothing is left.
 */
export function guardedLookup({ nearest, onReach, resolve, reachOf }: LookupGuard): LookupFunction {
  return (host, { all }, done) => {
    resolve(host, (error, addresses) => {
      if (error !== null) return done(error, "");
      try {
        const allowed = allowedAddresses(host, addresses, nearest, reachOf);
        onReach(host, allowed.reach);
        const [first] = allowed.addresses;
        if (all === true) done(null, [...allowed.addresses]);
        else done(null, first?.address ?? "", first?.family);
      } catch (refused) {
        done(refused as Error, "");
      }
    });
  };
}
