import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { NodeStatus } from "../../../native/api/node.ts";
import { mapLoadable } from "../../stores/map-loadable.ts";
import { useNode } from "../../stores/node.ts";
import { Facts } from "../../ui/figures/facts.tsx";
import { formatBytes } from "../../ui/format/bytes.ts";
import { formatDateTime } from "../../ui/format/time.ts";
import { Page } from "../../ui/layout/page.tsx";
import { Panel } from "../../ui/layout/panel.tsx";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { StateBadge, type Tone } from "../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";
import classes from "./settings.module.css";

type Process = NodeStatus["processes"][number];

const tones: Record<Process["state"], Tone> = {
  starting: "busy",
  running: "good",
  "backing-off": "warning",
  stopped: "neutral",
  "gave-up": "bad",
};

/** Settings: how it looks, where its data is, what runs. */
export function SettingsPage() {
  const { t } = useTranslation();
  const data = useNode((store) => store.data);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const node = data.value;
  const columns: Column<Process>[] = [
    {
      key: "name",
      head: t("settings.process"),
      sort: (row) => row.name,
      cell: (row) => t(`settings.processes.${row.name}`),
    },
    {
      key: "state",
      head: t("settings.state"),
      sort: (row) => row.state,
      cell: (row) => (
        <StateBadge tone={tones[row.state]}>{t(`settings.states.${row.state}`)}</StateBadge>
      ),
    },
    {
      key: "pid",
      head: t("settings.pid"),
      align: "right",
      sort: (row) => row.pid ?? 0,
      cell: (row) => row.pid ?? "–",
    },
    {
      key: "memory",
      head: t("settings.memory"),
      align: "right",
      sort: (row) => row.residentBytes ?? 0,
      cell: (row) => (row.residentBytes === undefined ? "–" : formatBytes(row.residentBytes)),
    },
    {
      key: "restarts",
      head: t("settings.restarts"),
      align: "right",
      sort: (row) => row.restarts,
      cell: (row) => row.restarts,
    },
    {
      key: "error",
      head: t("settings.lastError"),
      sort: (row) => row.lastError ?? "",
      cell: (row) => row.lastError ?? "–",
    },
  ];
  return (
    <Page title={t("pages.settings")} lead={t("leads.settings")}>
      {data.state === "failed" && <ErrorView error={data.error} />}
      <Panel title={t("settings.theme")}>
        <SegmentedControl
          value={colorScheme}
          onChange={(value) => setColorScheme(value as "auto" | "light" | "dark")}
          data={(["auto", "light", "dark"] as const).map((value) => ({
            value,
            label: t(`settings.themes.${value}`),
          }))}
          aria-label={t("settings.theme")}
          data-testid="theme"
        />
      </Panel>
      {node !== undefined && (
        <Panel title={t("settings.node")}>
          <Facts
            items={[
              {
                key: "folder",
                label: t("settings.folder"),
                value: <Copyable value={node.dataFolder} label={t("settings.folder")} whole />,
              },
              { key: "version", label: t("settings.version"), value: node.version },
              {
                key: "shell",
                label: t("settings.shell"),
                value: t(`settings.shells.${node.shell}`),
              },
              { key: "since", label: t("settings.since"), value: formatDateTime(node.startedAt) },
              { key: "pid", label: t("settings.pid"), value: String(node.pid) },
            ]}
          />
        </Panel>
      )}
      <Panel title={t("settings.running")} flush>
        <DataTable
          testId="processes"
          caption={t("settings.running")}
          noun="processes"
          data={mapLoadable(data, (value) => value.processes)}
          columns={columns}
          rowKey={(row) => row.name}
          words={(row) => `${row.name} ${row.state} ${row.lastError ?? ""}`}
          empty={t("settings.noProcesses")}
        />
      </Panel>
      <p className={classes.credits}>{t("settings.credits")}</p>
    </Page>
  );
}
