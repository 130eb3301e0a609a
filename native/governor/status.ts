import type { GovernorStatus } from "../api/governor.ts";
import { firstStanding, runs, standingAt } from "./calendar/calendar.ts";
import type { Circumstances, GovernorState } from "./machine/governor-state.ts";
import { appearance } from "./machine/machine.ts";
import { counted } from "./machine/readings.ts";

/** What can be sensed here of the person and the computer. */
export type Available = Pick<GovernorStatus["senses"], "fullScreen" | "presence" | "battery">;

/** The state as a client sees it. */
export function statusOf(
  circumstances: Circumstances,
  state: GovernorState,
  available: Available,
): GovernorStatus {
  const { settings, offset, now } = circumstances;
  const { gpus } = state.readings;
  const watched = counted(gpus);
  const { energy } = state.memory;
  const { price } = standingAt(settings, now, offset);
  const power = watched.some(({ watts }) => watts !== undefined);
  const metered = power || energy.kilowattHours > 0;
  return {
    state: appearance(state),
    reasons: [...state.reasons],
    pace: state.phase.kind === "running" ? state.pace : 0,
    since: state.since,
    ...resumption(circumstances, state),
    ...(state.freed === undefined ? {} : { freed: state.freed }),
    ...(metered ? { todayKilowattHours: energy.kilowattHours } : {}),
    ...(price === undefined ? {} : { priceNow: price }),
    senses: {
      temperature: watched.some(({ celsius }) => celsius !== undefined),
      power,
      vram: gpus.some(({ dedicated, totalBytes }) => dedicated && totalBytes > 0),
      ...available,
    },
  };
}

/**
 * When it runs again, where every reason that pauses tells its end: from the last of them on, as soon as hours and price both let it
 * run. One may end while the other begins.
 */
function resumption(
  { settings, offset }: Circumstances,
  { reasons }: GovernorState,
): { readonly resumesAt?: number } {
  const pausing = reasons.filter(({ action }) => action === "pause" || action === "stop");
  const ends = pausing.flatMap(({ until }) => (until === undefined ? [] : [until]));
  if (ends.length === 0 || ends.length < pausing.length) return {};
  const resumesAt = firstStanding(settings, Math.max(...ends), offset, runs);
  return resumesAt === undefined ? {} : { resumesAt };
}
