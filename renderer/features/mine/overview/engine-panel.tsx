import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { HeldModel } from "../../../../native/api/engine.ts";
import { useEngine } from "../../../stores/engine.ts";
import { useGovernor } from "../../../stores/governor.ts";
import { mapLoadable } from "../../../stores/map-loadable.ts";
import { formatBytes, formatWhole } from "../../../ui/format/bytes.ts";
import { formatMillis, formatSpeed } from "../../../ui/format/measure.ts";
import { formatClock } from "../../../ui/format/time.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { StateBadge, type Tone } from "../../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../../ui/table/data-table.tsx";
import { figureColumn } from "../../../ui/table/figure-column.ts";
import { loadedFor } from "../../models/loaded-for.ts";
import { useModelTitle } from "../../models/use-model-title.ts";
import classes from "./overview.module.css";

const tones: Record<"starting" | "running" | "backing-off" | "stopped" | "gave-up", Tone> = {
  starting: "busy",
  running: "good",
  "backing-off": "warning",
  stopped: "neutral",
  "gave-up": "bad",
};

/** What is in memory and what it does right now. */
export function EnginePanel() {
  const { t } = useTranslation();
  const { data } = useEngine();
  const status = data.value;
  const named = useModelTitle();
  const governed = useGovernor((store) => store.data.value?.state);
  const isPaused = governed === "paused" || governed === "stopped";
  // The receipt and the Doctor load models under names of their own.
  const title = (id: string): string => {
    const { purpose, model } = loadedFor(id);
    return purpose === undefined
      ? named(model)
      : t(`models.loadedFor.${purpose}`, { model: named(model) });
  };
  const columns: Column<HeldModel>[] = [
    {
      key: "id",
      head: t("models.name"),
      sort: (row) => title(row.id),
      cell: (row) => (
        <Link to={`/models/here/${loadedFor(row.id).model}`} className={classes.link}>
          {title(row.id)}
        </Link>
      ),
    },
    figureColumn({
      key: "active",
      head: t("engine.active"),
      of: (row) => row.active,
      read: formatWhole,
    }),
    figureColumn({
      key: "waiting",
      head: t("engine.waiting"),
      of: (row) => row.waiting,
      read: formatWhole,
    }),
    figureColumn({
      key: "speed",
      head: t("engine.speed"),
      hint: t("engine.speedHint"),
      of: (row) => row.tokensPerSecond,
      read: formatSpeed,
    }),
    {
      key: "run",
      room: "medium",
      head: t("engine.run"),
      sort: (row) => row.run.contextSize,
      cell: (row) =>
        `${t(`devices.backend.${row.backend}`)}, ${formatWhole(row.run.contextSize)} × ${row.run.sequences}, ${row.run.cacheType}`,
    },
    {
      key: "loaded",
      room: "wide",
      head: t("engine.loaded"),
      sort: (row) => row.loadedAt,
      cell: (row) =>
        t("engine.loadedIn", {
          time: formatClock(row.loadedAt),
          took: formatMillis(row.loadMillis),
        }),
    },
    figureColumn({
      key: "bytes",
      head: t("models.needed"),
      of: (row) => row.bytes,
      read: formatBytes,
    }),
  ];
  return (
    <Panel
      title={t("engine.title")}
      testId="engine"
      flush
      aside={
        status !== undefined && (
          <StateBadge live tone={tones[status.state]}>
            {t(`engine.state.${status.state}`)}
          </StateBadge>
        )
      }
    >
      {status?.swap !== undefined && (
        <p className={classes.line} role="status" data-testid="engine-swap">
          {t("engine.swapping", {
            from: title(status.swap.from),
            to: title(status.swap.to),
          })}
        </p>
      )}
      <DataTable
        testId="held"
        caption={t("engine.title")}
        noun="models"
        data={mapLoadable(data, (value) => value.models)}
        columns={columns}
        rowKey={(row) => row.id}
        words={(row) => `${row.id} ${title(row.id)} ${row.backend}`}
        empty={t(isPaused ? "engine.emptyPaused" : "engine.empty")}
      />
      {status?.unloaded !== undefined && (
        <p className={classes.line}>
          {t("engine.unloaded", {
            id: title(status.unloaded.id),
            bytes: formatBytes(Math.max(0, status.unloaded.bytes)),
            took: formatMillis(status.unloaded.millis),
            time: formatClock(status.unloaded.at),
          })}
        </p>
      )}
    </Panel>
  );
}
