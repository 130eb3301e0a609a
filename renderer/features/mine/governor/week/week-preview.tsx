import { SegmentedControl, Skeleton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GovernorSettings, GovernorSlot } from "../../../../../native/api/governor.ts";
import { api } from "../../../../app/api.ts";
import { useGovernor } from "../../../../stores/governor.ts";
import { ready } from "../../../../stores/loadable.ts";
import { formatWhole } from "../../../../ui/format/bytes.ts";
import {
  formatFiat,
  formatKilowattHours,
  formatPricePerHour,
} from "../../../../ui/format/measure.ts";
import { formatDuration } from "../../../../ui/format/time.ts";
import { formatWeekMoment } from "../../../../ui/format/week.ts";
import { useRequest } from "../../../../ui/hooks/use-request.ts";
import { useSettled } from "../../../../ui/hooks/use-settled.ts";
import { Panel } from "../../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../../ui/marks/error-view.tsx";
import { StateBadge } from "../../../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../../../ui/table/data-table.tsx";
import classes from "./week-preview.module.css";
import { WeekStrip } from "./week-strip.tsx";

/** What the coming week would look like with the settings as they stand in the form: hours, tariff and the energy of a day. */
export function WeekPreview({ draft }: { readonly draft: GovernorSettings }) {
  const { t } = useTranslation();
  const [view, setView] = useState<"chart" | "table">("chart");
  const { data: governor } = useGovernor();
  // A pause by hand that begins, ends or lasts longer changes the week as the rules do.
  const byHand = governor.value?.reasons.find(({ kind }) => kind === "hand")?.until;
  const asked = useSettled({ settings: draft }, JSON.stringify([draft, byHand]), 400);
  const [version, setVersion] = useState({ asked: asked.value, count: 0 });
  if (version.asked !== asked.value) {
    setVersion({ asked: asked.value, count: version.count + 1 });
  }
  const { data, reload } = useRequest(
    "governor-preview",
    () => api.governor.preview(asked.value),
    version.count,
  );
  const week = data.value;
  return (
    <Panel
      title={t("governor.preview.title")}
      testId="week-preview"
      aside={
        <SegmentedControl
          size="xs"
          value={view}
          onChange={(next) => setView(next as "chart" | "table")}
          data={[
            { value: "chart", label: t("earnings.asChart") },
            { value: "table", label: t("earnings.asTable") },
          ]}
          aria-label={t("earnings.view")}
          data-testid="preview-view"
        />
      }
    >
      {data.state === "failed" && <ErrorView error={data.error} onRetry={reload} />}
      {week === undefined && data.state === "loading" && <Skeleton height={70} />}
      {week !== undefined && (
        <div className={classes.preview}>
          <p className={classes.sum} data-testid="preview-sum">
            <b>
              {t("governor.preview.hours", {
                count: Math.round(week.hours),
                all: Math.round(hoursOf(week.slots)),
              })}
            </b>
            {week.kilowattHours !== undefined && ` · ${formatKilowattHours(week.kilowattHours)}`}
            {week.cost !== undefined && ` · ${formatFiat(week.cost, week.currency)}`}
            <span className={classes.note}> {t("governor.preview.note")}</span>
            {week.unmetered !== undefined && (
              <span className={classes.note}>
                {" "}
                {t("governor.preview.unmetered", { gpus: week.unmetered.join(", ") })}
              </span>
            )}
          </p>
          {view === "chart" ? (
            <WeekStrip slots={week.slots} />
          ) : (
            <Slots slots={week.slots} currency={week.currency} />
          )}
        </div>
      )}
    </Panel>
  );
}

/** All hours that the slots cover. */
function hoursOf(slots: readonly GovernorSlot[]): number {
  return slots.reduce((sum, { start, end }) => sum + end - start, 0) / 3_600_000;
}

interface SlotsProps {
  readonly slots: readonly GovernorSlot[];
  readonly currency: string;
}

function Slots({ slots, currency }: SlotsProps) {
  const { t } = useTranslation();
  const columns: Column<GovernorSlot>[] = [
    {
      key: "start",
      head: t("governor.preview.from"),
      sort: (slot) => slot.start,
      cell: (slot) => formatWeekMoment(slot.start),
    },
    {
      key: "end",
      head: t("governor.preview.to"),
      sort: (slot) => slot.end,
      cell: (slot) => formatWeekMoment(slot.end),
    },
    {
      key: "length",
      head: t("governor.preview.length"),
      align: "right",
      sort: (slot) => slot.end - slot.start,
      cell: (slot) => formatDuration(slot.end - slot.start),
    },
    {
      key: "runs",
      head: t("governor.preview.runs"),
      sort: (slot) => slot.runs,
      cell: (slot) => (
        <StateBadge tone={slot.runs ? "good" : "neutral"}>
          {t(slot.runs ? "governor.preview.on" : `governor.preview.${slot.reason ?? "off"}`)}
        </StateBadge>
      ),
    },
    {
      key: "price",
      head: t("governor.preview.price"),
      align: "right",
      sort: (slot) => slot.pricePerKilowattHour ?? 0,
      cell: (slot) =>
        slot.pricePerKilowattHour === undefined
          ? "–"
          : formatPricePerHour(slot.pricePerKilowattHour, currency),
    },
  ];
  return (
    <div className={classes.flush}>
      <DataTable
        testId="preview-table"
        caption={t("governor.preview.title")}
        noun="periods"
        data={ready(slots)}
        columns={columns}
        rowKey={(slot) => slot.start}
        words={(slot) =>
          `${formatWeekMoment(slot.start)} ${slot.reason ?? ""} ${formatWhole(slot.start)}`
        }
        empty={t("governor.preview.empty")}
      />
    </div>
  );
}
