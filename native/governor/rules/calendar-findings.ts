import { type CalendarSettings, firstStanding, standingAt } from "../calendar/calendar.ts";
import type { Offset } from "../calendar/local-time.ts";
import type { Finding } from "./finding.ts";

/** What hours and tariff say at an instant, each with when it ends. */
export function calendarFindings(
  settings: CalendarSettings,
  instant: number,
  offset: Offset,
): readonly Finding[] {
  const standing = standingAt(settings, instant, offset);
  const found: Finding[] = [];
  if (!standing.schedule) {
    const until = firstStanding(settings, instant, offset, ({ schedule }) => schedule);
    found.push({ kind: "schedule", action: "pause", until });
  }
  if (!standing.tariff) {
    const until = firstStanding(settings, instant, offset, ({ tariff }) => tariff);
    const limit = settings.tariff.mostPerKilowattHour;
    found.push({ kind: "tariff", action: "pause", until, value: standing.price, limit });
  }
  return found;
}
