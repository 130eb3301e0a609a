import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { useEarnings, useLedgerVersion } from "../../stores/earnings.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { Figure } from "../../ui/figures/figure.tsx";
import { formatDuration } from "../../ui/format/time.ts";
import { useRequest } from "../../ui/hooks/use-request.ts";
import { Page } from "../../ui/layout/page.tsx";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import figures from "../home/figures.module.css";
import { BucketTable } from "./bucket-table.tsx";
import type { Resolution } from "./chart-points.ts";
import { EarningsChart } from "./earnings-chart.tsx";
import classes from "./earnings-page.module.css";
import { isSettled } from "./is-settled.ts";
import { LedgerTable } from "./ledger-table.tsx";
import { Reconcile } from "./reconcile.tsx";

/** Earnings: every figure with the block and the event that prove it. */
export function EarningsPage() {
  const { t } = useTranslation();
  const summary = useEarnings((store) => store.data);
  const version = useLedgerVersion((store) => store.version);
  const [resolution, setResolution] = useState<Resolution>("block");
  const [view, setView] = useState<"chart" | "table">("chart");
  const { data, reload } = useRequest(
    `history-${resolution}`,
    () => api.earnings.history({ resolution, limit: 200 }),
    version,
  );
  const totals = summary.value;
  const settled = totals !== undefined && isSettled(totals);
  return (
    <Page title={t("pages.earnings")} lead={t("leads.earnings")}>
      {summary.state === "failed" && <ErrorView error={summary.error} />}
      <div className={figures.figures}>
        <Figure
          testId="earnings-total"
          label={t("earnings.total")}
          value={totals === undefined ? "–" : <Amount value={totals.total} />}
          note={totals === undefined ? undefined : t("earnings.rewards", { count: totals.rewards })}
        />
        <Figure
          testId="earnings-today"
          label={t("earnings.today")}
          value={totals === undefined ? "–" : <Amount value={totals.today} />}
          note={t("earnings.todayNote")}
        />
        <Figure
          testId="earnings-per-hour"
          label={t("earnings.perHour")}
          value={totals === undefined || !settled ? "–" : <Amount value={totals.perHour} />}
          note={
            totals === undefined
              ? undefined
              : !settled
                ? t("earnings.basisShort")
                : t("earnings.basis", { span: formatDuration(totals.perHourBasisSeconds * 1000) })
          }
        />
      </div>
      <Panel
        title={t("earnings.chart")}
        testId="earnings-chart-panel"
        aside={
          <div className={classes.controls}>
            <SegmentedControl
              size="xs"
              value={resolution}
              onChange={(value) => setResolution(value as Resolution)}
              data={(["block", "hour", "day"] as const).map((value) => ({
                value,
                label: t(`earnings.by.${value}`),
              }))}
              aria-label={t("earnings.resolution")}
              data-testid="earnings-resolution"
            />
            <SegmentedControl
              size="xs"
              value={view}
              onChange={(value) => setView(value as "chart" | "table")}
              data={[
                { value: "chart", label: t("earnings.asChart") },
                { value: "table", label: t("earnings.asTable") },
              ]}
              aria-label={t("earnings.view")}
              data-testid="earnings-view"
            />
          </div>
        }
      >
        {data.state === "failed" && <ErrorView error={data.error} onRetry={reload} />}
        {data.value === undefined ? (
          <div className={classes.blank} aria-busy={data.state === "loading"} />
        ) : data.value.buckets.length === 0 ? (
          <p className={classes.empty}>{t("earnings.empty")}</p>
        ) : view === "chart" ? (
          <EarningsChart buckets={data.value.buckets} resolution={resolution} />
        ) : (
          <BucketTable buckets={data.value.buckets} resolution={resolution} />
        )}
      </Panel>
      <LedgerTable version={version} />
      <Reconcile />
    </Page>
  );
}
