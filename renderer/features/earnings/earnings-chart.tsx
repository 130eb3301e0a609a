import { useComputedColorScheme } from "@mantine/core";
import {
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatExactAmount } from "../../ui/format/amount.ts";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatDate, formatDateTime, formatHourMinute } from "../../ui/format/time.ts";
import { type Bucket, chartPoints, type Resolution } from "./chart-points.ts";
import classes from "./earnings-page.module.css";

interface EarningsChartProps {
  readonly buckets: readonly Bucket[];
  readonly resolution: Resolution;
}

/** Rewards as bars from zero. Hovering reads the exact value and the block; the same figures are in the table beside it. */
export function EarningsChart({ buckets, resolution }: EarningsChartProps) {
  const { t } = useTranslation();
  const scheme = useComputedColorScheme("dark");
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<{ api: IChartApi; series: ISeriesApi<"Histogram"> }>(undefined);
  const [hovered, setHovered] = useState<number>();
  const points = useMemo(() => chartPoints(buckets, resolution), [buckets, resolution]);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const api = createChart(element, chartOptions(element, resolution));
    const series = api.addSeries(HistogramSeries, {
      color: token(element, scheme === "dark" ? "--accent" : "--bar-model"),
      base: 0,
      priceLineVisible: false,
      lastValueVisible: false,
      priceFormat: { type: "custom", minMove: 1e-9, formatter: formatTick },
    });
    series.createPriceLine({
      price: 0,
      color: token(element, "--line-strong"),
      lineWidth: 1,
      lineStyle: 0,
      axisLabelVisible: false,
      title: "",
    });
    api.subscribeCrosshairMove((event) =>
      setHovered(typeof event.time === "number" ? event.time : undefined),
    );
    // All bars stay in sight when the window changes its size.
    api.timeScale().subscribeSizeChange(() => api.timeScale().fitContent());
    chart.current = { api, series };
    return () => {
      chart.current = undefined;
      api.remove();
    };
  }, [resolution, scheme]);

  useEffect(() => {
    const current = chart.current;
    if (current === undefined || scheme === undefined) return;
    current.series.setData(points.map(({ x, value }) => ({ time: x as UTCTimestamp, value })));
    current.api.timeScale().fitContent();
  }, [points, scheme]);

  const shown = points.find((point) => point.x === hovered) ?? points.at(-1);
  const label = t("earnings.chartLabel", {
    count: points.length,
    by: t(`earnings.by.${resolution}`),
  });
  return (
    <div>
      {shown !== undefined && (
        <div className={classes.readout}>
          <span>
            <strong>{formatExactAmount(BigInt(shown.bucket.total))} τ</strong>{" "}
            {t("earnings.rewards", { count: shown.bucket.count })}
          </span>
          <span>
            {t("earnings.at", {
              block: formatWhole(shown.bucket.block),
              time: formatDateTime(shown.bucket.time),
            })}
          </span>
        </div>
      )}
      <div
        ref={place}
        className={classes.chart}
        role="img"
        aria-label={label}
        data-testid="chart"
      />
    </div>
  );
}

function chartOptions(element: HTMLElement, resolution: Resolution) {
  const tick = (time: Time): string => axisLabel(Number(time), resolution);
  return {
    autoSize: true,
    layout: {
      attributionLogo: false,
      background: { color: "transparent" },
      textColor: token(element, "--dim"),
      fontFamily: '"Inter Variable", system-ui, sans-serif',
      fontSize: 12,
    },
    grid: {
      vertLines: { visible: false },
      horzLines: { color: token(element, "--line") },
    },
    rightPriceScale: {
      borderVisible: false,
      scaleMargins: { top: 0.12, bottom: 0.02 },
      entireTextOnly: true,
    },
    timeScale: {
      borderColor: token(element, "--line"),
      tickMarkFormatter: tick,
      minBarSpacing: 0.5,
      allowBoldLabels: false,
      maxBarSpacing: 28,
      fixLeftEdge: true,
    },
    localization: { timeFormatter: tick },
    handleScroll: { mouseWheel: false, pressedMouseMove: true },
    handleScale: { mouseWheel: false, axisPressedMouseMove: false },
  } as const;
}

function axisLabel(x: number, resolution: Resolution): string {
  if (resolution === "block") return formatWhole(x);
  return resolution === "hour" ? formatHourMinute(x * 1000) : formatDate(x * 1000);
}

function formatTick(value: number): string {
  return Math.abs(value) < 1e-10 ? "0" : `${Number(value.toPrecision(4))} τ`;
}

function token(element: HTMLElement, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}
