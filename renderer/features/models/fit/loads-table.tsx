import { useTranslation } from "react-i18next";
import type { LoadRecord } from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { useEngine } from "../../../stores/engine.ts";
import { mapLoadable } from "../../../stores/map-loadable.ts";
import { formatBytes, formatWhole } from "../../../ui/format/bytes.ts";
import { formatBytesRange } from "../../../ui/format/measure.ts";
import { formatDateTime } from "../../../ui/format/time.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { type Column, DataTable } from "../../../ui/table/data-table.tsx";
import classes from "./fit.module.css";

/** What loads of this model took, beside what was predicted before each. */
export function LoadsTable({ model }: { readonly model: string }) {
  const { t } = useTranslation();
  const loadedAt = useEngine((store) =>
    store.data.value?.models.reduce((newest, one) => Math.max(newest, one.loadedAt), 0),
  );
  const { data, reload } = useRequest("loads", () => api.models.loads({}), loadedAt ?? 0);
  const columns: Column<LoadRecord>[] = [
    {
      key: "time",
      head: t("loads.time"),
      sort: (row) => row.time,
      cell: (row) => formatDateTime(row.time),
    },
    {
      key: "run",
      head: t("loads.run"),
      sort: (row) => row.run.contextSize,
      cell: (row) =>
        `${formatWhole(row.run.contextSize)} × ${row.run.sequences}, ${row.run.cacheType}`,
    },
    {
      key: "predicted",
      head: t("loads.predicted"),
      align: "right",
      sort: (row) => row.predicted.high,
      cell: (row) => formatBytesRange(row.predicted),
    },
    {
      key: "actual",
      head: t("loads.actual"),
      align: "right",
      sort: (row) => row.actualBytes,
      cell: (row) => formatBytes(row.actualBytes),
    },
  ];
  return (
    <section>
      <h3 className={classes.heading}>{t("loads.title")}</h3>
      <div className={classes.flush}>
        <DataTable
          testId="loads"
          caption={t("loads.title")}
          noun="loads"
          data={mapLoadable(data, (rows) => rows.filter((row) => row.model === model))}
          columns={columns}
          rowKey={(row) => row.time}
          words={(row) => `${row.device} ${row.backend} ${row.driver} ${row.run.cacheType}`}
          empty={t("loads.empty")}
          onRetry={reload}
          initialSort={{ column: "time", direction: "descending" }}
        />
      </div>
    </section>
  );
}
