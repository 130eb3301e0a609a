import { Progress, Skeleton } from "@mantine/core";
import { IconCpu, IconCpu2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Device } from "../../../native/api/hardware.ts";
import { useHardware } from "../../stores/hardware.ts";
import { ErrorView } from "../../ui/error-view.tsx";
import { formatBytes } from "../../ui/format/bytes.ts";
import { formatShare } from "../../ui/format/ratio.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./devices.module.css";

/** The GPUs of this computer, or its processor where there is none. */
export function Devices() {
  const { t } = useTranslation();
  const data = useHardware((store) => store.data);
  return (
    <Panel title={t("devices.title")} testId="devices">
      {data.state === "failed" && <ErrorView error={data.error} />}
      {data.value === undefined && data.state === "loading" && <Skeleton height={72} />}
      <div className={classes.devices}>
        {data.value?.devices.map((device) => (
          <DeviceCard key={device.id} device={device} />
        ))}
      </div>
      {data.value?.notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
    </Panel>
  );
}

function DeviceCard({ device }: { readonly device: Device }) {
  const { t } = useTranslation();
  const Shape = device.kind === "gpu" ? IconCpu2 : IconCpu;
  const facts = [
    device.celsius === undefined
      ? undefined
      : t("devices.celsius", { celsius: Math.round(device.celsius) }),
    device.watts === undefined
      ? undefined
      : t("devices.watts", { watts: Math.round(device.watts) }),
    device.threads === undefined ? undefined : t("devices.threads", { count: device.threads }),
  ].filter((fact) => fact !== undefined);
  return (
    <article className={classes.device} data-testid="device" aria-label={device.name}>
      <div className={classes.head}>
        <Shape size={20} aria-hidden className={classes.icon} />
        <div className={classes.name}>
          <strong>{device.name}</strong>
          <span className={classes.backend}>{t(`devices.backend.${device.backend}`)}</span>
        </div>
      </div>
      <MemoryBar memory={device.memory} />
      {device.load !== undefined && <LoadBar load={device.load} name={device.name} />}
      <p className={classes.facts}>{facts.join(" · ")}</p>
    </article>
  );
}

function MemoryBar({ memory }: { readonly memory: Device["memory"] }) {
  const { t } = useTranslation();
  const hearth = Math.min(memory.hearthBytes, memory.totalBytes);
  const others = Math.max(0, Math.min(memory.usedBytes, memory.totalBytes) - hearth);
  const free = Math.max(0, memory.totalBytes - hearth - others);
  const parts = [
    { key: "hearth", bytes: hearth },
    { key: "others", bytes: others },
    { key: "free", bytes: free },
  ] as const;
  return (
    <div>
      <div className={classes.bar} aria-hidden>
        {parts.map((part) => (
          <span
            key={part.key}
            data-part={part.key}
            style={{ flexGrow: Math.max(part.bytes, part.bytes > 0 ? memory.totalBytes / 200 : 0) }}
          />
        ))}
      </div>
      <ul className={classes.legend}>
        {parts.map((part) => (
          <li key={part.key} data-part={part.key}>
            {t(`devices.memory.${part.key}`)} <b>{formatBytes(part.bytes)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

function LoadBar({ load, name }: { readonly load: number; readonly name: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.load}>
      <span className={classes.loadLabel}>{t("devices.loadLabel")}</span>
      <Progress
        className={classes.track}
        size={4}
        color="gray"
        value={Math.round(load * 100)}
        aria-label={t("devices.loadOf", { name })}
      />
      <span className={classes.loadValue}>{formatShare(Math.round(load * 100) / 100)}</span>
    </div>
  );
}
