import { IconAlertTriangle, IconArrowRight, IconCpu, IconCpu2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Device } from "../../../native/api/hardware.ts";
import { useDeviceHistory } from "../../stores/device-history.ts";
import { TimeChart } from "../chart/time-chart.tsx";
import classes from "./device-card.module.css";
import { deviceFigures } from "./device-figures.ts";
import { MemoryBar } from "./memory-bar.tsx";

interface DeviceCardProps {
  readonly device: Device;
  /** Where its details are. */
  readonly to: string;
  /** Charts with axes and limits, for a page of their own. */
  readonly large?: boolean;
}

/** One device: its name, who holds its memory, and its figures over the last ten minutes. */
export function DeviceCard({ device, to, large = false }: DeviceCardProps) {
  const { t } = useTranslation();
  const samples = useDeviceHistory((store) => store.samples[device.id]) ?? [];
  const Shape = device.kind === "gpu" ? IconCpu2 : IconCpu;
  const doubts = device.disagreements?.length ?? 0;
  const held = (device.throttled ?? []).filter((reason) => reason !== "idle");
  const figures = deviceFigures(t, device, samples).filter(
    // The bar says the memory of now; its course is for the large view.
    (figure) => large || figure.key !== "memory",
  );
  return (
    <article className={classes.device} data-testid="device" aria-label={device.name}>
      <div className={classes.head}>
        <Shape size={20} aria-hidden className={classes.icon} />
        <div className={classes.name}>
          <strong>{device.name}</strong>
          <span className={classes.backend}>{t(`devices.backend.${device.backend}`)}</span>
          {device.threads !== undefined && (
            <span className={classes.backend}>
              {t("devices.threads", { count: device.threads })}
            </span>
          )}
        </div>
        <Link
          to={to}
          className={classes.more}
          aria-label={t("devices.detailsOf", { name: device.name })}
          data-testid={`device-details-${device.id}`}
        >
          {t("devices.details")}
          <IconArrowRight size={13} aria-hidden />
        </Link>
      </div>
      <MemoryBar memory={device.memory} />
      {doubts > 0 && (
        <p className={classes.doubt}>
          <IconAlertTriangle size={14} aria-hidden />
          {t("devices.doubts", { count: doubts })}
        </p>
      )}
      {held.length > 0 && (
        <p className={classes.note}>{t("devices.throttled", { reasons: held.join(", ") })}</p>
      )}
      {figures.length > 0 && (
        <div className={classes.charts} data-large={large ? "" : undefined}>
          {figures.map((figure) => (
            <TimeChart
              key={figure.key}
              testId={`chart-${figure.key}`}
              label={figure.label}
              points={figure.points}
              format={figure.format}
              top={figure.top}
              limit={large ? figure.limit : undefined}
              small={!large}
            />
          ))}
        </div>
      )}
    </article>
  );
}
