import { ipToInteger, isLoopback } from "../../protocol/axon-address.ts";
import { isPublic } from "../../protocol/public-address.ts";

/** How far away a host is: this computer, a network that is not the public one (or a special block), or anywhere. */
export type HostReach = "here" | "near" | "far";

const ORDER: readonly HostReach[] = ["here", "near", "far"];

/**
 * The reach of an address's host as it is written. A name counts as far, whatever it resolves to, but for the names that mean
 * this computer everywhere (RFC 6761, 6.3).
 */
export function hostReach({ hostname }: URL): HostReach {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost")) return "here";
  const address = ipToInteger(host);
  if (address === undefined) return "far";
  // An IPv4 address within IPv6 (RFC 4291, 2.5.5.2).
  const isMapped = address.ipType === 6 && address.ip >> 32n === 0xffffn;
  const inner = address.ip & 0xffff_ffffn;
  const first = (address.ipType === 4 || isMapped ? inner : address.ip) >> 24n;
  // The unspecified address reaches this computer too.
  if (isLoopback(host) || address.ip === 0n || (isMapped && inner === 0n)) return "here";
  if ((address.ipType === 4 || isMapped) && first === 127n) return "here";
  return isPublic(host) ? "far" : "near";
}

/** True where a server would send us to a host nearer than itself: a router or a service here is not for strangers to choose. */
export function leadsInward(from: URL, to: URL): boolean {
  return ORDER.indexOf(hostReach(to)) < ORDER.indexOf(hostReach(from));
}
