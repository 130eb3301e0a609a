import type { DownloadTrouble } from "../../../api/downloads.ts";

const FIRST_MILLIS = 1_000;
const LONGEST_MILLIS = 60_000;
/** A server that asks for longer is asked again after this. */
const LONGEST_ASKED_MILLIS = 60 * 60_000;

/** Failures in a row without one new byte before a download ends as failed; a network that is away is waited for. */
const PATIENCE = { fresh: 6, underway: 30 };

/**
 * Milliseconds before the next attempt: as long as the server asked, and never less than a wait that doubles from a second to a
 * minute with the upper half left to chance (`random` in [0, 1)), so that many connections do not come back at once and a server
 * that asks for no time at all is not stormed. `failures` counts from 1.
 */
export function backOffMillis(failures: number, asked: number | undefined, random: number): number {
  const full = Math.min(FIRST_MILLIS * 2 ** Math.min(failures - 1, 20), LONGEST_MILLIS);
  const own = Math.round(full / 2 + (full / 2) * random);
  return Math.max(own, Math.min(asked ?? 0, LONGEST_ASKED_MILLIS));
}

/**
 * Retry-After as milliseconds from now: seconds or a date (RFC 9110, 10.2.3); undefined where it is absent or neither. A date is
 * one of the server's clock, which `sent`, its Date header, tells; only without that the computer's own `now` stands in for it.
 */
export function retryAfterMillis(
  header: string | undefined,
  now: number,
  sent?: string,
): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  const there = Date.parse(sent ?? "");
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(there) ? now : there));
}

/** Whether to go on trying after so many failures in a row. `underway`: bytes of this file have come before. */
export function isHopeless(kind: DownloadTrouble, failures: number, underway: boolean): boolean {
  switch (kind) {
    case "refused":
    case "lie":
    case "changed":
      return true;
    case "busy":
      return failures > PATIENCE.underway;
    case "network":
      return !underway && failures >= PATIENCE.fresh;
    case "stall":
    case "cut":
    case "server":
      return failures >= (underway ? PATIENCE.underway : PATIENCE.fresh);
  }
}
