import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  formatHour,
  formatLongWeekday,
  formatWeekday,
  weekDays,
} from "../../../../ui/format/week.ts";
import { isOn, type Place, paint, step } from "./paint.ts";
import classes from "./week-grid.module.css";

interface WeekGridProps {
  /** For each day (0 is Sunday) 24 hours, true where it may run. */
  readonly hours: readonly (readonly boolean[])[];
  readonly onChange: (hours: boolean[][]) => void;
}

const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour);

/**
 * The hours of the week as a grid. By mouse: press turns an hour, drag carries that on over a rectangle. By keyboard: arrows
 * move, space turns, Shift with arrows carries on. One stop of the tab key.
 */
export function WeekGrid({ hours, onChange }: WeekGridProps) {
  const { t } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, hour: 0 });
  /** Where a drag or a Shift walk began, the week before it, and whether it turns on. */
  const stroke = useRef<{ from: Place; before: readonly (readonly boolean[])[]; on: boolean }>(
    undefined,
  );

  const begin = (place: Place): void => {
    stroke.current = { from: place, before: hours, on: !isOn(hours, place) };
    setAt(place);
    onChange(paint(hours, place, place, !isOn(hours, place)));
  };
  const extend = (place: Place): void => {
    const running = stroke.current;
    if (running === undefined) return;
    setAt(place);
    onChange(paint(running.before, running.from, place, running.on));
  };
  useEffect(() => {
    const end = (): void => {
      stroke.current = undefined;
    };
    window.addEventListener("pointerup", end);
    return () => window.removeEventListener("pointerup", end);
  }, []);

  const onKey = (event: KeyboardEvent, place: Place): void => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      begin(place);
      if (!event.shiftKey) stroke.current = undefined;
      return;
    }
    const next = step(place, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (event.shiftKey) {
      const on = isOn(hours, place);
      stroke.current ??= { from: place, before: hours, on };
      extend(next);
    } else {
      stroke.current = undefined;
      setAt(next);
    }
    cell(table.current, next)?.focus();
  };

  return (
    <div className={classes.frame}>
      <table ref={table} className={classes.grid} data-testid="week-grid">
        <caption className={classes.caption}>{t("governor.grid.hint")}</caption>
        <thead>
          <tr>
            <td />
            {hoursOfDay.map((hour) => (
              <th key={hour} scope="col" className={classes.hour}>
                {hour % 3 === 0 ? hour : <span className={classes.hidden}>{hour}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weekDays.map((day, row) => (
            <tr key={day}>
              <th scope="row" className={classes.day}>
                {formatWeekday(day)}
              </th>
              {hoursOfDay.map((hour) => (
                <td key={hour}>
                  <button
                    type="button"
                    className={classes.cell}
                    aria-pressed={isOn(hours, { row, hour })}
                    aria-label={t("governor.grid.hour", {
                      day: formatLongWeekday(day),
                      from: formatHour(hour),
                      to: formatHour(hour + 1),
                    })}
                    tabIndex={at.row === row && at.hour === hour ? 0 : -1}
                    data-place={`${row}-${hour}`}
                    onPointerDown={(event) => {
                      if (event.button !== 0) return;
                      // A captured pointer would not enter the next cells.
                      event.currentTarget.releasePointerCapture(event.pointerId);
                      begin({ row, hour });
                    }}
                    // A reader's press has no pointer; keys are taken below.
                    onClick={(event) => {
                      if (event.detail !== 0) return;
                      begin({ row, hour });
                      stroke.current = undefined;
                    }}
                    onPointerEnter={() => extend({ row, hour })}
                    onKeyDown={(event) => onKey(event, { row, hour })}
                    onFocus={() => setAt({ row, hour })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cell(table: HTMLTableElement | null, { row, hour }: Place): HTMLElement | null {
  return table?.querySelector<HTMLElement>(`[data-place="${row}-${hour}"]`) ?? null;
}
