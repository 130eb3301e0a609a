import { ipToInteger, isLoopback } from "../../../protocol/axon-address.ts";
import { isPublic } from "../../../protocol/public-address.ts";

/** How far away a host is: this computer, a network that is not the public one (or a special block), or anywhere. */
export type HostReach = "here" | "near" | "far";

const ORDER: readonly HostReach[] = ["here", "near", "far"];
/** The upper 96 bits under which networks of IPv6 alone show the IPv4 world (RFC 6052, 2.1): 64:ff9b::/96. */
const TRANSLATED = 0x64_ff9bn << 64n;

/** True where `reach` is nearer than `limit`. */
export function isNearer(reach: HostReach, limit: HostReach): boolean {
  return ORDER.indexOf(reach) < ORDER.indexOf(limit);
}

/** The one that is further away. */
export function further(one: HostReach, other: HostReach): HostReach {
  return isNearer(one, other) ? other : one;
}

/**
 * The reach of an address's host as it is written. A name counts as far, whatever it resolves to, but for the names that mean
 * this computer everywhere (RFC 6761, 6.3).
 */
export function hostReach({ hostname }: URL): HostReach {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost")) return "here";
  return addressReach(host) ?? "far";
}

/** The reach of an IPv4 or IPv6 address; undefined for what is none. */
export function addressReach(text: string): HostReach | undefined {
  const address = ipToInteger(text);
  if (address === undefined) return undefined;
  // An IPv4 address within IPv6 (RFC 4291, 2.5.5.2).
  const isMapped = address.ipType === 6 && address.ip >> 32n === 0xffffn;
  const inner = address.ip & 0xffff_ffffn;
  const first = (address.ipType === 4 || isMapped ? inner : address.ip) >> 24n;
  // The unspecified address reaches this computer too.
  if (isLoopback(text) || address.ip === 0n || (isMapped && inner === 0n)) return "here";
  if ((address.ipType === 4 || isMapped) && first === 127n) return "here";
  return isPublic(text) ? "far" : "near";
}

/**
 * The reach of an address that a name was resolved to. Two special blocks stand for the world outside there: the translation of
 * IPv6 networks, judged by the IPv4 address in it, and 198.18.0.0/15 (RFC 2544), which local tunnels give every name.
 */
export function resolvedReach(text: string): HostReach {
  const address = ipToInteger(text);
  if (address?.ipType === 6 && address.ip >> 32n === TRANSLATED) {
    const inner = Number(address.ip & 0xffff_ffffn);
    const parts = [24, 16, 8, 0].map((shift) => (inner >>> shift) & 0xff);
    return addressReach(parts.join(".")) ?? "near";
  }
  if (address?.ipType === 4 && address.ip >> 17n === 0xc612_0000n >> 17n) return "far";
  // A scope behind an address (fe80::1%eth0) is no part of it, and only addresses of the own network have one.
  return addressReach(text) ?? "near";
}
