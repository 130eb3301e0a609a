import type { TFunction } from "i18next";
import type { Device, DeviceSample } from "../../../native/api/hardware.ts";
import type { TimePoint } from "../chart/time-points.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatCelsius, formatWatts } from "../format/measure.ts";
import { formatShare } from "../format/ratio.ts";

const GIB = 1024 ** 3;

/** One figure of a device over time, as its chart and its table show it. */
export interface DeviceFigure {
  readonly key: "load" | "memory" | "celsius" | "watts";
  readonly label: string;
  readonly points: readonly TimePoint[];
  readonly format: (value: number) => string;
  readonly top?: number | undefined;
  readonly limit?: { readonly value: number; readonly label: string } | undefined;
}

/** The figures that this device tells: those that nobody ever told are left out. */
export function deviceFigures(
  t: TFunction,
  device: Device,
  samples: readonly DeviceSample[],
): readonly DeviceFigure[] {
  const points = (of: (sample: DeviceSample) => number | undefined): readonly TimePoint[] =>
    samples.map((sample) => ({ time: sample.time, value: of(sample) }));
  const limit = (value: number | undefined, format: (value: number) => string) =>
    value === undefined
      ? undefined
      : { value, label: t("devices.limit", { limit: format(value) }) };
  const figures: readonly DeviceFigure[] = [
    {
      key: "load",
      label: t("devices.figure.load"),
      points: points((sample) => sample.load),
      format: (value) => formatShare(Math.round(value * 100) / 100),
      top: 1,
    },
    {
      key: "memory",
      label: t("devices.figure.memory"),
      // Counted in GiB, so that the axis has round steps.
      points: points(({ usedBytes }) => (usedBytes === undefined ? undefined : usedBytes / GIB)),
      format: (value) => formatBytes(Math.round(value * GIB)),
      top: device.memory.totalBytes / GIB,
    },
    {
      key: "celsius",
      label: t("devices.figure.celsius"),
      points: points((sample) => sample.celsius),
      format: formatCelsius,
      limit: limit(device.celsiusLimit, formatCelsius),
    },
    {
      key: "watts",
      label: t("devices.figure.watts"),
      points: points((sample) => sample.watts),
      format: formatWatts,
      limit: limit(device.wattsLimit, formatWatts),
    },
  ];
  return figures.filter((figure) => figure.points.some((point) => point.value !== undefined));
}

/** A figure on which probes differ, as it is read. */
export function disagreementText(
  figure: NonNullable<Device["disagreements"]>[number]["figure"],
  value: number | string,
): string {
  if (typeof value === "string") return value;
  switch (figure) {
    case "totalBytes":
    case "usedBytes":
      return formatBytes(value);
    case "load":
      return formatShare(Math.round(value * 100) / 100);
    case "celsius":
      return formatCelsius(value);
    case "watts":
      return formatWatts(value);
    case "name":
      return String(value);
    default:
      return figure satisfies never;
  }
}
