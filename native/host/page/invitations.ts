import { randomBytes } from "node:crypto";

/** How long an invitation may wait for the browser to start. */
const VALID_MILLIS = 60_000;

/** Addresses that let a browser in once. */
export interface Invitations {
  /** A fresh one: a path of this server. */
  make(): string;
  /** True for a path that was made here, not used yet and not too old; from then on it is used. */
  take(path: string): boolean;
}

/**
 * A browser is started with its address on the command line, which every user of the computer can read for as long as it runs.
 * So it is not the token that stands there but an invitation, worth nothing once the page is open.
 */
export function createInvitations(now: () => number = Date.now): Invitations {
  const open = new Map<string, number>();
  return {
    make: () => {
      const path = `/open/${randomBytes(32).toString("base64url")}`;
      open.set(path, now() + VALID_MILLIS);
      return path;
    },
    take: (path) => {
      const until = open.get(path);
      open.delete(path);
      return until !== undefined && now() <= until;
    },
  };
}
