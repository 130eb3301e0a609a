import type { GovernorStatus } from "../api/governor.ts";
import { standingAt } from "./calendar/calendar.ts";
import type { Circumstances, GovernorState } from "./machine/governor-state.ts";
import { appearance } from "./machine/machine.ts";
import { counted } from "./machine/readings.ts";

/** What can be sensed here of the person and the computer. */
export type Available = Pick<GovernorStatus["senses"], "fullScreen" | "presence" | "battery">;

/** The state as a client sees it. */
export function statusOf(
  { settings, offset, now }: Circumstances,
  state: GovernorState,
  available: Available,
): GovernorStatus {
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
    ...resumption(state),
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

/** When it runs again: where every reason that pauses tells its end, the last of them. */
function resumption({ reasons }: GovernorState): { readonly resumesAt?: number } {
  const pausing = reasons.filter(({ action }) => action === "pause" || action === "stop");
  const ends = pausing.flatMap(({ until }) => (until === undefined ? [] : [until]));
  return ends.length === 0 || ends.length < pausing.length ? {} : { resumesAt: Math.max(...ends) };
}
