import { further, type HostReach, hostReach, isNearer } from "./host-reach.ts";
import type { WayOut } from "./way-out.ts";

/** An address on the way to a file, and how near it may be. */
export interface Hop {
  readonly address: URL;
  readonly nearest: HostReach;
}

/** Redirects followed for one request. */
export const MOST_REDIRECTS = 5;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** A redirect that is not followed. `isLie`: it names no address. */
export class BadRedirect extends Error {
  readonly isLie: boolean;
  constructor(reason: string, isLie = false) {
    super(reason);
    this.name = "BadRedirect";
    this.isLie = isLie;
  }
}

/** True for an answer that sends elsewhere. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** The address that a person or the catalogue named. */
export function firstHop(address: URL, way: Pick<WayOut, "nearest">): Hop {
  return { address, nearest: way.nearest(address) };
}

/**
 * Where a redirect leads, for heads and whole files alike. `count` is 1 for the first. Throws BadRedirect for the sixth, a way from
 * https to http, another protocol, or to a host nearer than the one that sends us there: a router or a service here is not for
 * strangers to choose. What a name resolves to is judged when it is connected to, by the hop's `nearest`.
 */
export function nextHop(
  from: Hop,
  location: string | undefined,
  count: number,
  way: Pick<WayOut, "reach">,
): Hop {
  if (location === undefined || !URL.canParse(location, from.address.href))
    throw new BadRedirect("a redirect without an address", true);
  const next = new URL(location, from.address.href);
  if (count > MOST_REDIRECTS) throw new BadRedirect(`more than ${MOST_REDIRECTS} redirects`);
  if (next.protocol !== "https:" && next.protocol !== "http:")
    throw new BadRedirect(`a redirect to ${next.protocol}`);
  if (from.address.protocol === "https:" && next.protocol === "http:")
    throw new BadRedirect("a redirect from https to http");
  const nearest = further(from.nearest, way.reach(from.address));
  if (isNearer(hostReach(next), nearest))
    throw new BadRedirect("a redirect to this computer or its own network");
  // A name and password are for the host that they were given for; what a Location brings of its own is not taken either.
  const isSame = next.origin === from.address.origin;
  next.username = isSame ? from.address.username : "";
  next.password = isSame ? from.address.password : "";
  return { address: next, nearest };
}

/** The headers that show the address's user name and password to its host; none where it has none. */
export function credentialsOf(address: URL): Record<string, string> {
  if (address.username === "" && address.password === "") return {};
  const words = `${decoded(address.username)}:${decoded(address.password)}`;
  return { authorization: `Basic ${Buffer.from(words).toString("base64")}` };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign is part of the word itself.
    return part;
  }
}
