import { Button } from "@mantine/core";
import { IconSettings } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { Download } from "../../../../native/api/downloads.ts";
import type { PageError } from "../../../app/page-error.ts";
import { useDownloads } from "../../../stores/downloads.ts";
import { formatRate } from "../../../ui/format/measure.ts";
import { formatDuration } from "../../../ui/format/time.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../../ui/table/data-table.tsx";
import { DownloadActions } from "./download-actions.tsx";
import { DownloadDetail } from "./download-detail.tsx";
import { DownloadName } from "./download-name.tsx";
import { downloadTone, isFlowing } from "./download-state.ts";
import classes from "./downloads.module.css";
import { SettingsPanel } from "./settings-panel.tsx";

/** Files on their way here: how far, how fast, how long yet, and what was repaired. */
export function DownloadsView({ settings }: { readonly settings: boolean }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { data } = useDownloads();
  const [error, setError] = useState<PageError>();
  const columns: Column<Download>[] = [
    {
      key: "name",
      head: t("downloads.file"),
      sort: (row) => row.name,
      cell: (row) => <DownloadName download={row} />,
    },
    {
      key: "state",
      head: t("downloads.stateHead"),
      sort: (row) => row.state,
      cell: (row) => (
        <StateBadge live tone={downloadTone(row)}>
          {row.waitingFor === undefined
            ? t(`downloads.state.${row.state}`)
            : t(`downloads.waitingFor.${row.waitingFor}`)}
        </StateBadge>
      ),
    },
    {
      key: "speed",
      head: t("downloads.speed"),
      hint: t("downloads.speedHint"),
      align: "right",
      sort: (row) => (isFlowing(row) ? row.bytesPerSecond : 0),
      cell: (row) => <Speed download={row} />,
    },
    {
      key: "repaired",
      room: "medium",
      head: t("downloads.repaired"),
      hint: t("downloads.repairedHint"),
      align: "right",
      sort: (row) => row.repaired,
      cell: (row) => row.repaired,
    },
    {
      key: "actions",
      head: t("models.actions"),
      cell: (row) => <DownloadActions download={row} onOutcome={setError} />,
    },
  ];
  return (
    <>
      {error !== undefined && <ErrorView error={error} />}
      <Panel
        title={t("downloads.title")}
        flush
        aside={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconSettings size={14} aria-hidden />}
            onClick={() => navigate("/models/downloads/settings")}
            data-testid="download-settings"
          >
            {t("downloads.settings.open")}
          </Button>
        }
      >
        <DataTable
          testId="downloads"
          caption={t("downloads.title")}
          noun="downloads"
          data={data}
          columns={columns}
          rowKey={(row) => row.id}
          words={(row) => `${row.name} ${row.file} ${row.url}`}
          empty={t("downloads.empty")}
          detail={(row) => ({
            name: row.name,
            content: <DownloadDetail download={row} />,
            startsOpen: row.state === "failed",
          })}
        />
      </Panel>
      <SettingsPanel
        opened={settings}
        onClose={() => navigate("/models/downloads", { replace: true })}
      />
    </>
  );
}

/** How fast it comes and how long that still takes. */
function Speed({ download }: { readonly download: Download }) {
  const { t } = useTranslation();
  if (!isFlowing(download)) return "–";
  const { bytesPerSecond, secondsLeft } = download;
  return (
    <span className={classes.speed}>
      {formatRate(bytesPerSecond)}
      {secondsLeft !== undefined && (
        <span className={classes.note}>
          {t("downloads.left", { left: formatDuration(secondsLeft * 1000) })}
        </span>
      )}
    </span>
  );
}
