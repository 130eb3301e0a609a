import { leadsInward } from "../../../engine/gguf/host-reach.ts";
import { FetchProblem } from "./problem.ts";

/** Redirects followed for one request. */
export const MOST_REDIRECTS = 5;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** True for an answer that sends elsewhere. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * Where a redirect leads. `hop` counts from 1. Throws FetchProblem "refused" for the sixth hop, a way from https to http, another
 * protocol, or from elsewhere to this computer or a private network; "lie" where no address is given.
 */
export function nextAddress(from: URL, location: string | undefined, hop: number): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw new FetchProblem("lie", "a redirect without an address");
  const next = new URL(location, from.href);
  if (hop > MOST_REDIRECTS)
    throw new FetchProblem("refused", `more than ${MOST_REDIRECTS} redirects`);
  if (next.protocol !== "https:" && next.protocol !== "http:")
    throw new FetchProblem("refused", `a redirect to ${next.protocol}`);
  if (from.protocol === "https:" && next.protocol === "http:")
    throw new FetchProblem("refused", "a redirect from https to http");
  if (leadsInward(from, next))
    throw new FetchProblem("refused", "a redirect to this computer or its own network");
  // A name and password are for the host that they were given for; what a Location brings of its own is not taken either.
  next.username = next.origin === from.origin ? from.username : "";
  next.password = next.origin === from.origin ? from.password : "";
  return next;
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
