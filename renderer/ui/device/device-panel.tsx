import { useTranslation } from "react-i18next";
import type { Device } from "../../../native/api/hardware.ts";
import { useDeviceHistory } from "../../stores/device-history.ts";
import { ready } from "../../stores/loadable.ts";
import { Facts } from "../figures/facts.tsx";
import { formatBytes, formatWhole } from "../format/bytes.ts";
import { formatShare } from "../format/ratio.ts";
import { SidePanel } from "../layout/side-panel.tsx";
import { Tag } from "../marks/tag.tsx";
import { type Column, DataTable } from "../table/data-table.tsx";
import classes from "./device-panel.module.css";
import { Disagreements } from "./disagreements.tsx";
import { HistoryTable } from "./history-table.tsx";
import { MemoryBar } from "./memory-bar.tsx";

interface DevicePanelProps {
  readonly device: Device | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Everything that is known of one device: who holds its memory, what its probes say, and its figures as a table. */
export function DevicePanel({ device, opened, onClose }: DevicePanelProps) {
  const { t } = useTranslation();
  return (
    <SidePanel
      opened={opened}
      onClose={onClose}
      title={device?.name ?? t("devices.title")}
      size={560}
      testId="device-panel"
    >
      {device === undefined ? <p>{t("devices.gone")}</p> : <Content device={device} />}
    </SidePanel>
  );
}

type Process = NonNullable<Device["processes"]>[number];

function Content({ device }: { readonly device: Device }) {
  const { t } = useTranslation();
  const samples = useDeviceHistory((store) => store.samples[device.id]) ?? [];
  const columns: Column<Process>[] = [
    {
      key: "name",
      head: t("devices.process"),
      sort: (row) => row.name ?? "",
      cell: (row) => (
        <span className={classes.program}>
          {row.name ?? t("devices.noName")}
          {row.own && <Tag>{t("devices.own")}</Tag>}
        </span>
      ),
    },
    {
      key: "pid",
      head: t("devices.pid"),
      align: "right",
      sort: (row) => row.pid,
      cell: (row) => row.pid,
    },
    {
      key: "bytes",
      head: t("devices.holds"),
      align: "right",
      sort: (row) => row.bytes,
      cell: (row) => formatBytes(row.bytes),
    },
  ];
  return (
    <div className={classes.sections}>
      <MemoryBar memory={device.memory} />
      <Facts
        items={facts(device).map(({ key, value }) => ({
          key,
          label: t(`devices.fact.${key}`),
          value,
        }))}
      />
      {(device.disagreements?.length ?? 0) > 0 && (
        <section>
          <h3 className={classes.heading}>{t("devices.disagree")}</h3>
          <Disagreements disagreements={device.disagreements ?? []} />
        </section>
      )}
      {(device.kind === "gpu" || device.processes !== undefined) && (
        <section>
          <h3 className={classes.heading}>{t("devices.processes")}</h3>
          {device.processes === undefined ? (
            <p className={classes.dim}>{t("devices.noProcesses")}</p>
          ) : (
            <div className={classes.flush}>
              <DataTable
                testId="processes"
                caption={t("devices.processes")}
                noun="programs"
                data={ready(device.processes)}
                columns={columns}
                rowKey={(row) => row.pid}
                words={(row) => `${row.name ?? ""} ${row.pid}`}
                empty={t("devices.nobody")}
                initialSort={{ column: "bytes", direction: "descending" }}
              />
            </div>
          )}
        </section>
      )}
      {samples.length > 0 && (
        <section>
          <h3 className={classes.heading}>{t("devices.history")}</h3>
          <HistoryTable device={device} samples={samples} />
        </section>
      )}
    </div>
  );
}

function facts(device: Device): { key: string; value: string }[] {
  const megahertz = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : `${formatWhole(Math.round(value))} MHz`;
  const all: Record<string, string | undefined> = {
    total: formatBytes(device.memory.totalBytes),
    driver: device.driver,
    coreClock: megahertz(device.coreMegahertz),
    memoryClock: megahertz(device.memoryMegahertz),
    fan: device.fan === undefined ? undefined : formatShare(Math.round(device.fan * 100) / 100),
    throttled: device.throttled?.length === 0 ? undefined : device.throttled?.join(", "),
    seenBy: device.seenBy.join(", "),
  };
  return Object.entries(all).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value }],
  );
}
