import type { EarningsSummary } from "../../../native/api/earnings.ts";

const SHORTEST_BASIS_SECONDS = 60;

/** True once the hourly figure rests on at least a minute; before that it is a guess, and is not shown. */
export function isSettled(summary: Pick<EarningsSummary, "perHourBasisSeconds">): boolean {
  return summary.perHourBasisSeconds >= SHORTEST_BASIS_SECONDS;
}
