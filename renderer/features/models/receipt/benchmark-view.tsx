import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Receipt } from "../../../../native/api/benchmark.ts";
import { api } from "../../../app/api.ts";
import { useBenchmark } from "../../../stores/benchmark.ts";
import {
  formatJoules,
  formatRange,
  formatSpeedRange,
  formatWatts,
} from "../../../ui/format/measure.ts";
import { formatDateTime } from "../../../ui/format/time.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { type Column, DataTable } from "../../../ui/table/data-table.tsx";
import { BenchmarkStart } from "./benchmark-start.tsx";
import classes from "./receipt.module.css";
import { ReceiptCard } from "./receipt-card.tsx";

/** The 60-second receipt: starting it, following it, the newest one in full and the older ones as a list. */
export function BenchmarkView() {
  const { t } = useTranslation();
  const { data: status } = useBenchmark();
  const newestAt = status.value?.receipt?.time ?? 0;
  const { data, reload } = useRequest("receipts", () => api.benchmark.receipts({}), newestAt);
  const [newest, ...older] = data.value ?? [];
  const columns: Column<Receipt>[] = [
    {
      key: "time",
      head: t("benchmark.when"),
      sort: (row) => row.time,
      cell: (row) => formatDateTime(row.time),
    },
    {
      key: "model",
      head: t("models.name"),
      sort: (row) => row.modelName,
      cell: (row) => row.modelName,
    },
    {
      key: "decode",
      head: t("benchmark.decode"),
      align: "right",
      sort: (row) => row.streams[0]?.decode.high ?? 0,
      cell: (row) => (row.streams[0] === undefined ? "–" : formatSpeedRange(row.streams[0].decode)),
    },
    {
      key: "watts",
      room: "medium",
      head: t("benchmark.watts"),
      align: "right",
      sort: (row) => row.watts?.high ?? 0,
      cell: (row) => (row.watts === undefined ? "–" : formatRange(row.watts, formatWatts)),
    },
    {
      key: "joules",
      room: "medium",
      head: t("benchmark.joules"),
      align: "right",
      sort: (row) => row.joulesPerAnswer?.high ?? 0,
      cell: (row) =>
        row.joulesPerAnswer === undefined ? "–" : formatRange(row.joulesPerAnswer, formatJoules),
    },
  ];
  return (
    <>
      <BenchmarkStart />
      {data.state === "failed" && <ErrorView error={data.error} onRetry={reload} />}
      {data.state === "loading" && data.value === undefined && <Skeleton height={160} />}
      {data.value !== undefined && newest === undefined && (
        <Panel>
          <p className={classes.empty}>{t("benchmark.empty")}</p>
        </Panel>
      )}
      {newest !== undefined && (
        <Panel title={t("benchmark.newest")} testId="receipt-newest">
          <ReceiptCard receipt={newest} />
        </Panel>
      )}
      {older.length > 0 && (
        <Panel title={t("benchmark.older")} flush>
          <DataTable
            testId="receipts"
            caption={t("benchmark.older")}
            noun="receipts"
            data={{ state: "ready", value: older }}
            columns={columns}
            rowKey={(row) => row.time}
            words={(row) => `${row.modelName} ${row.device} ${row.backend}`}
            empty={t("benchmark.empty")}
            detail={(row) => ({
              name: `${row.modelName}, ${formatDateTime(row.time)}`,
              content: <ReceiptCard receipt={row} />,
            })}
          />
        </Panel>
      )}
    </>
  );
}
