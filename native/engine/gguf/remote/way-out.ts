import type { Dispatcher } from "undici";
import { type HostReach, isNearer, resolvedReach } from "./host-reach.ts";

/** How requests leave this computer, and which of the addresses that a name leads to they may go to. */
export interface WayOut {
  /** Connects to no address that is nearer than this. Through a proxy it is the proxy that resolves names, and judges them. */
  dispatcher(nearest: HostReach): Dispatcher;
  /** How far a host is: by what its name was last resolved to, else as it is written. */
  reach(address: URL): HostReach;
  /** How near the host may be of an address that no server sent us to. */
  nearest(address: URL): HostReach;
}

/** One address that a name leads to, as node:dns gives it. */
export interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** Asks for all addresses of a name, as node:dns lookup does. */
export type Resolve = (
  host: string,
  done: (error: Error | null, addresses: readonly Resolved[]) => void,
) => void;

/** A name leads to this computer or its own network, where nobody may send us. */
export class LeadsInward extends Error {
  readonly code = "EINWARD";
  constructor(host: string, address: string) {
    super(`the name ${host} leads to this computer or its own network (${address})`);
    this.name = "LeadsInward";
  }
}

/** What is left of a name's addresses when those nearer than `nearest` are taken away, and how far the furthest of them is. */
export function allowedAddresses(
  host: string,
  addresses: readonly Resolved[],
  nearest: HostReach,
  reachOf: (address: string) => HostReach = resolvedReach,
): { readonly addresses: readonly Resolved[]; readonly reach: HostReach } {
  const left = addresses.filter(({ address }) => !isNearer(reachOf(address), nearest));
  const [first] = left;
  if (first === undefined) throw new LeadsInward(host, addresses[0]?.address ?? "no address");
  const reach = left
    .map(({ address }) => reachOf(address))
    .reduce((furthest, each) => (isNearer(furthest, each) ? each : furthest));
  return { addresses: left, reach };
}
