import { type ChartOptions, type DeepPartial, TickMarkType, type Time } from "lightweight-charts";
import { formatClock, formatHourMinute } from "../format/time.ts";

/** How every chart over time looks: few lines, the house's colours, no zoom by wheel, so that a page scrolls on. */
export function chartOptions(
  element: HTMLElement,
  { small }: { readonly small: boolean },
): DeepPartial<ChartOptions> {
  const tick = (time: Time, type?: TickMarkType): string => {
    const format = type === TickMarkType.TimeWithSeconds ? formatClock : formatHourMinute;
    return format(Number(time) * 1000);
  };
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
      horzLines: { visible: !small, color: token(element, "--line") },
    },
    crosshair: {
      vertLine: { labelVisible: false, color: token(element, "--line-strong") },
      horzLine: { visible: false, labelVisible: false },
    },
    rightPriceScale: {
      visible: !small,
      borderVisible: false,
      scaleMargins: { top: small ? 0.06 : 0.1, bottom: 0.02 },
      entireTextOnly: true,
      // Charts below each other end at the same place, whatever their units are.
      minimumWidth: small ? 0 : 68,
    },
    timeScale: {
      visible: !small,
      borderColor: token(element, "--line"),
      tickMarkFormatter: tick,
      minBarSpacing: 0.05,
      timeVisible: true,
      secondsVisible: true,
      allowBoldLabels: false,
      fixLeftEdge: true,
      fixRightEdge: true,
    },
    localization: { timeFormatter: (time: Time) => tick(time) },
    handleScroll: false,
    handleScale: false,
  };
}

/** A colour of the tokens as it is now. */
export function token(element: HTMLElement, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}
