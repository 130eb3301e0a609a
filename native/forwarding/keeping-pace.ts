/** How patient a kept port is, in milliseconds. */
export interface KeepingPace {
  /** Between renewals at most, so that a router that was restarted leads here again soon, and a new address outside is seen. */
  readonly renew: number;
  /** After a failure, twice as long each time … */
  readonly retry: number;
  /** … up to this. */
  readonly retryMost: number;
}

/** The pace of a home. */
export const HOME_PACE: KeepingPace = { renew: 5 * 60_000, retry: 15_000, retryMost: 10 * 60_000 };
/** A router that gives a second at a time is not asked twice a second for ever. */
const LEAST_MILLIS = 10_000;

/** How long to wait before a port is renewed, in milliseconds: half its lease of `leaseSeconds`, 0 of which is without an end. */
export function untilRenewal(leaseSeconds: number, { renew }: KeepingPace): number {
  if (leaseSeconds === 0) return renew;
  return Math.min(renew, Math.max(LEAST_MILLIS, leaseSeconds * 500));
}

/** How long to wait after the failure that followed `failures` others in a row, in milliseconds. */
export function untilRetry(failures: number, { retry, retryMost }: KeepingPace): number {
  return Math.min(retryMost, retry * 2 ** Math.min(failures, 16));
}
