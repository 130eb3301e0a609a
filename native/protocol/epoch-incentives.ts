import { subnetOfIndex } from "./mechanisms.ts";

/** What one event IncentiveAlphaEmittedToMiners says: the storage number of a mechanism, and alpha units by uid. */
export interface MechanismIncentives {
  readonly index: number;
  readonly emissions: readonly bigint[];
}

/** A subnet's alpha for miners by uid, of all its mechanisms whose epochs one block ran; undefined where none of them did. */
export function subnetIncentives(
  events: readonly MechanismIncentives[],
  netuid: number,
): bigint[] | undefined {
  const own = events.filter(({ index }) => subnetOfIndex(index).netuid === netuid);
  if (own.length === 0) return undefined;
  const uids = Math.max(...own.map(({ emissions }) => emissions.length));
  return Array.from({ length: uids }, (_, uid) =>
    own.reduce((sum, { emissions }) => sum + (emissions[uid] ?? 0n), 0n),
  );
}
