import { Button, Progress } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconSettings, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { Download } from "../../../../native/api/downloads.ts";
import { api } from "../../../app/api.ts";
import { useDownloads } from "../../../stores/downloads.ts";
import { formatBytes } from "../../../ui/format/bytes.ts";
import { formatRate } from "../../../ui/format/measure.ts";
import { formatShare } from "../../../ui/format/ratio.ts";
import { formatDuration } from "../../../ui/format/time.ts";
import { ConfirmButton } from "../../../ui/forms/confirm-button.tsx";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { StateBadge, type Tone } from "../../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../../ui/table/data-table.tsx";
import { DownloadDetail } from "./download-detail.tsx";
import classes from "./downloads.module.css";
import { SettingsPanel } from "./settings-panel.tsx";

const tones: Record<Download["state"], Tone> = {
  waiting: "neutral",
  checking: "busy",
  running: "busy",
  paused: "warning",
  finishing: "busy",
  done: "good",
  failed: "bad",
};

/** Files on their way here: how far, how fast, how long yet, and what was repaired. */
export function DownloadsView({ settings }: { readonly settings: boolean }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { data } = useDownloads();
  const change = useAction(async (what: "pause" | "resume", id: string) => {
    const next = await api.downloads[what]({ id });
    const { data: before, take } = useDownloads.getState();
    take((before.value ?? []).map((one) => (one.id === id ? next : one)));
  });
  const cancel = useAction(async (id: string) =>
    useDownloads.getState().take(await api.downloads.cancel({ id })),
  );
  const error = change.error ?? cancel.error;
  const columns: Column<Download>[] = [
    {
      key: "name",
      head: t("downloads.file"),
      sort: (row) => row.name,
      cell: (row) => <Name download={row} />,
    },
    {
      key: "state",
      head: t("downloads.stateHead"),
      sort: (row) => row.state,
      cell: (row) => (
        <StateBadge tone={tones[row.state]}>
          {row.waitingFor === undefined
            ? t(`downloads.state.${row.state}`)
            : t(`downloads.waitingFor.${row.waitingFor}`)}
        </StateBadge>
      ),
    },
    {
      key: "speed",
      head: t("downloads.speed"),
      align: "right",
      sort: (row) => row.bytesPerSecond,
      cell: (row) => (row.state === "running" ? formatRate(row.bytesPerSecond) : "–"),
    },
    {
      key: "left",
      head: t("downloads.left"),
      align: "right",
      sort: (row) => row.secondsLeft ?? 0,
      cell: (row) => (row.secondsLeft === undefined ? "–" : formatDuration(row.secondsLeft * 1000)),
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
      cell: (row) => (
        <span className={classes.actions}>
          {isStoppable(row.state) && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlayerPause size={13} aria-hidden />}
              onClick={() => void change.run("pause", row.id)}
              aria-label={t("downloads.pauseName", { name: row.name })}
              data-testid={`pause-${row.fileId}`}
            >
              {t("downloads.pause")}
            </Button>
          )}
          {(row.state === "paused" || row.state === "failed") && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlayerPlay size={13} aria-hidden />}
              onClick={() => void change.run("resume", row.id)}
              aria-label={t("downloads.resumeName", { name: row.name })}
              data-testid={`resume-${row.fileId}`}
            >
              {t("downloads.resume")}
            </Button>
          )}
          {row.state === "done" || row.doneBytes === 0 ? (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconX size={13} aria-hidden />}
              onClick={() => void cancel.run(row.id)}
              aria-label={t(row.state === "done" ? "downloads.clearName" : "downloads.cancelName", {
                name: row.name,
              })}
              data-testid={`cancel-${row.fileId}`}
            >
              {t(row.state === "done" ? "downloads.clear" : "downloads.cancel")}
            </Button>
          ) : (
            <ConfirmButton
              size="compact-xs"
              label={t("downloads.cancel")}
              confirm={t("downloads.cancelSize", { size: formatBytes(row.doneBytes) })}
              icon={<IconX size={13} aria-hidden />}
              name={row.name}
              onConfirm={() => void cancel.run(row.id)}
              testId={`cancel-${row.fileId}`}
            />
          )}
        </span>
      ),
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
      <SettingsPanel opened={settings} onClose={() => navigate("/models/downloads")} />
    </>
  );
}

function Name({ download }: { readonly download: Download }) {
  const { t } = useTranslation();
  const { totalBytes, doneBytes, name } = download;
  const share = totalBytes === undefined || totalBytes === 0 ? undefined : doneBytes / totalBytes;
  return (
    <div className={classes.name}>
      <strong>{name}</strong>
      {share !== undefined && download.state !== "done" && (
        <Progress
          size={4}
          color={download.state === "running" ? "ember" : "gray"}
          value={share * 100}
          aria-label={t("downloads.progressOf", { name })}
        />
      )}
      <span className={classes.note}>
        {totalBytes === undefined
          ? formatBytes(doneBytes)
          : download.state === "done"
            ? formatBytes(totalBytes)
            : t("downloads.of", {
                done: formatBytes(doneBytes),
                total: formatBytes(totalBytes),
                share: formatShare(Math.floor((share ?? 0) * 1000) / 1000),
              })}
      </span>
    </div>
  );
}

/** True where a download can be paused. */
function isStoppable(state: Download["state"]): boolean {
  return state === "running" || state === "waiting" || state === "checking";
}
