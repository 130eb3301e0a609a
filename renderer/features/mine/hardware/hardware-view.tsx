import { SegmentedControl, Skeleton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useDeviceHistory } from "../../../stores/device-history.ts";
import { useHardware } from "../../../stores/hardware.ts";
import { DeviceCard } from "../../../ui/device/device-card.tsx";
import { DevicePanel } from "../../../ui/device/device-panel.tsx";
import { HistoryTable } from "../../../ui/device/history-table.tsx";
import { formatBytes } from "../../../ui/format/bytes.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import classes from "./hardware.module.css";

/** Every device with its figures over the last ten minutes, as charts or as tables. */
export function HardwareView({ chosen }: { readonly chosen: string | undefined }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const data = useHardware((store) => store.data);
  const samples = useDeviceHistory((store) => store.samples);
  const [view, setView] = useState<"chart" | "table">("chart");
  const report = data.value;
  return (
    <>
      <div className={classes.head}>
        <p className={classes.dim}>
          {report !== undefined &&
            t("devices.mainMemory", {
              free: formatBytes(report.memory.freeBytes),
              total: formatBytes(report.memory.totalBytes),
            })}
        </p>
        <SegmentedControl
          size="xs"
          value={view}
          onChange={(next) => setView(next as "chart" | "table")}
          data={[
            { value: "chart", label: t("earnings.asChart") },
            { value: "table", label: t("earnings.asTable") },
          ]}
          aria-label={t("earnings.view")}
          data-testid="hardware-view"
        />
      </div>
      {data.state === "failed" && <ErrorView error={data.error} />}
      {report === undefined && data.state === "loading" && <Skeleton height={240} />}
      {report?.devices.map((device) => (
        <Panel key={device.id}>
          {view === "chart" ? (
            <DeviceCard device={device} to={`/mine/hardware/${device.id}`} large />
          ) : (
            <>
              <h2 className={classes.name}>{device.name}</h2>
              <HistoryTable device={device} samples={samples[device.id] ?? []} />
            </>
          )}
        </Panel>
      ))}
      {report?.notes.map((note) => (
        <p key={note} className={classes.dim}>
          {note}
        </p>
      ))}
      <DevicePanel
        device={report?.devices.find((device) => device.id === chosen)}
        opened={chosen !== undefined && report !== undefined}
        onClose={() => navigate("/mine/hardware", { replace: true })}
      />
    </>
  );
}
