import { useComputedColorScheme } from "@mantine/core";
import {
  AreaSeries,
  type AutoscaleInfo,
  createChart,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatClock } from "../format/time.ts";
import { chartOptions, token } from "./chart-options.ts";
import classes from "./time-chart.module.css";
import { drawnPoints, readingAt, summarisePoints, type TimePoint } from "./time-points.ts";

interface TimeChartProps {
  /** The figure's name, which stands at the line. */
  readonly label: string;
  readonly points: readonly TimePoint[];
  readonly format: (value: number) => string;
  /** The top of the axis where it is known, such as all of the memory; it grows where a value is above. */
  readonly top?: number | undefined;
  /** A limit as a dashed line, with its words. */
  readonly limit?: { readonly value: number; readonly label: string } | undefined;
  readonly height?: number;
  /** Without axes, for a card. */
  readonly small?: boolean;
  readonly testId?: string;
}

/** How the line looks from its last point before a silence to the next one: what was not seen is not drawn. */
const unseen = { lineColor: "transparent", topColor: "transparent", bottomColor: "transparent" };

/**
 * One figure over time as one line from zero. Its name and its newest value stand above it; hovering reads the exact value of
 * a time instead. The table with the same figures is the caller's.
 */
export function TimeChart(props: TimeChartProps) {
  const { label, points, format, top, limit, small = false } = props;
  const { t } = useTranslation();
  const scheme = useComputedColorScheme("dark");
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<{ api: IChartApi; series: ISeriesApi<"Area"> }>();
  const words = useRef(format);
  words.current = format;
  const [hovered, setHovered] = useState<number>();
  const drawn = useMemo(() => drawnPoints(points), [points]);
  const limitAt = limit?.value;

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const api = createChart(element, chartOptions(element, { small }));
    const accent = token(element, scheme === "dark" ? "--accent" : "--bar-model");
    const series = api.addSeries(AreaSeries, {
      lineColor: accent,
      topColor: `${accent}38`,
      bottomColor: `${accent}0a`,
      lineWidth: 2,
      priceLineVisible: false,
      lastValueVisible: false,
      crosshairMarkerRadius: 3,
      priceFormat: {
        type: "custom",
        minMove: 0.001,
        formatter: (value: number) => words.current(value),
      },
      autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
        const most = Math.max(original()?.priceRange?.maxValue ?? 0, top ?? 0, limitAt ?? 0);
        return { priceRange: { minValue: 0, maxValue: most === 0 ? 1 : most } };
      },
    });
    const line = { lineWidth: 1, axisLabelVisible: false, title: "" } as const;
    series.createPriceLine({
      ...line,
      price: 0,
      color: token(element, "--line-strong"),
      lineStyle: LineStyle.Solid,
    });
    if (limitAt !== undefined) {
      series.createPriceLine({
        ...line,
        price: limitAt,
        color: token(element, "--warn"),
        lineStyle: LineStyle.Dashed,
      });
    }
    api.subscribeCrosshairMove((event) =>
      setHovered(typeof event.time === "number" ? event.time : undefined),
    );
    api.timeScale().subscribeSizeChange(() => api.timeScale().fitContent());
    setChart({ api, series });
    return () => {
      setChart(undefined);
      api.remove();
    };
  }, [scheme, top, limitAt, small]);

  useEffect(() => {
    if (chart === undefined) return;
    chart.series.setData(
      drawn.map(({ time, value, ends }) => ({
        time: time as UTCTimestamp,
        ...(value !== undefined && { value }),
        ...(ends && unseen),
      })),
    );
    chart.api.timeScale().fitContent();
  }, [chart, drawn]);

  const known = drawn.findLast((point) => point.value !== undefined);
  const isNow = hovered === undefined;
  const shown = isNow ? known : readingAt(drawn, hovered);
  const summary = summarisePoints(points);
  return (
    <figure className={classes.figure} data-testid={props.testId}>
      <figcaption className={classes.readout} data-small={small ? "" : undefined}>
        <span className={classes.label}>
          {small && !isNow ? formatClock((shown?.time ?? hovered) * 1000) : label}
        </span>
        <strong>{shown?.value === undefined ? "–" : format(shown.value)}</strong>
        {!isNow && !small && (
          <span className={classes.when}>{formatClock((shown?.time ?? hovered) * 1000)}</span>
        )}
        {isNow && limit !== undefined && !small && (
          <span className={classes.limit}>{limit.label}</span>
        )}
      </figcaption>
      <div
        ref={place}
        className={classes.place}
        style={{ height: props.height ?? (small ? 44 : 120) }}
        role="img"
        aria-label={
          summary === undefined
            ? t("chart.nothing", { label })
            : t("chart.summary", {
                label,
                least: format(summary.least),
                mean: format(summary.mean),
                most: format(summary.most),
              })
        }
      />
    </figure>
  );
}
