import { useTranslation } from "react-i18next";
import type { GovernorSlot } from "../../../../../native/api/governor.ts";
import { formatWeekday, formatWeekMoment } from "../../../../ui/format/week.ts";
import classes from "./week-preview.module.css";

/** The coming week as one strip: where it runs, where it does not and why. The same is a table beside it. */
export function WeekStrip({ slots }: { readonly slots: readonly GovernorSlot[] }) {
  const { t } = useTranslation();
  const start = slots[0]?.start ?? 0;
  const end = slots.at(-1)?.end ?? 1;
  const kinds = new Set(slots.map(kindOf));
  return (
    <div>
      <div className={classes.strip} role="img" aria-label={t("governor.preview.picture")}>
        {slots.map((slot) => (
          <span
            key={slot.start}
            data-kind={kindOf(slot)}
            style={{ flexGrow: slot.end - slot.start }}
            title={t("governor.preview.slot", {
              from: formatWeekMoment(slot.start),
              to: formatWeekMoment(slot.end),
              what: t(`governor.preview.${kindOf(slot)}`),
            })}
          />
        ))}
      </div>
      <div className={classes.days} aria-hidden>
        {[start, ...midnights(start, end)]
          .map((time) => ({ time, share: (time - start) / (end - start) }))
          .map(({ time, share }, index, days) => (
            <span
              key={time}
              style={{ left: `${share * 100}%` }}
              data-first={index === 0 ? "" : undefined}
            >
              {/* No room for a name in a sliver of a day. */}
              {(days[index + 1]?.share ?? 1) - share > 0.05 &&
                formatWeekday(new Date(time).getDay())}
            </span>
          ))}
      </div>
      <ul className={classes.legend}>
        {(["on", "hand", "schedule", "tariff", "energyBudget", "off"] as const)
          .filter((kind) => kinds.has(kind))
          .map((kind) => (
            <li key={kind} data-kind={kind}>
              {t(`governor.preview.${kind}`)}
            </li>
          ))}
      </ul>
    </div>
  );
}

function kindOf(slot: GovernorSlot): "on" | "off" | NonNullable<GovernorSlot["reason"]> {
  return slot.runs ? "on" : (slot.reason ?? "off");
}

/** Local midnights strictly between two times. */
function midnights(start: number, end: number): readonly number[] {
  const found: number[] = [];
  const day = new Date(start);
  day.setHours(24, 0, 0, 0);
  while (day.getTime() < end && found.length < 8) {
    found.push(day.getTime());
    day.setDate(day.getDate() + 1);
  }
  return found;
}
