import { formatBytes } from "./bytes.ts";

/** At least and at most. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** An interval in words of one unit where both ends share it: `4.7–5.3 GiB`, `900 MiB–1.2 GiB`; one value where both read the same. */
export function formatRange(range: Range, format: (value: number) => string): string {
  const [low, high] = [format(range.low), format(range.high)];
  if (low === high) return low;
  const [lowNumber = low, lowUnit] = split(low);
  const [, highUnit] = split(high);
  return lowUnit === highUnit ? `${lowNumber}–${high}` : `${low}–${high}`;
}

/** An interval of bytes. */
export function formatBytesRange(range: Range): string {
  return formatRange(range, formatBytes);
}

/** Bytes per second: `39.5 MiB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(Math.round(bytesPerSecond))}/s`;
}

/** Tokens per second with three significant digits below a hundred: `12.4 tokens/s`, `158 tokens/s`. */
export function formatSpeed(tokensPerSecond: number): string {
  return `${formatFigure(tokensPerSecond)} tokens/s`;
}

/** An interval of tokens per second. */
export function formatSpeedRange(range: Range): string {
  return formatRange(range, formatSpeed);
}

/** Degrees Celsius, whole: `84 °C`. */
export function formatCelsius(celsius: number): string {
  return `${Math.round(celsius)} °C`;
}

/** Watts, whole from ten on: `284 W`. */
export function formatWatts(watts: number): string {
  return `${watts < 10 ? formatFigure(watts) : Math.round(watts)} W`;
}

/** Joules: `392 J`, in kJ from ten thousand on. */
export function formatJoules(joules: number): string {
  return joules >= 10_000 ? `${formatFigure(joules / 1000)} kJ` : `${formatFigure(joules)} J`;
}

/** Kilowatt-hours: `2.41 kWh`. */
export function formatKilowattHours(kilowattHours: number): string {
  return `${formatFigure(kilowattHours)} kWh`;
}

/** Seconds below a minute with what matters of them: `0.07 s`, `1.8 s`. */
export function formatSeconds(seconds: number): string {
  return `${formatFigure(seconds)} s`;
}

/** Milliseconds, as seconds from one second on: `412 ms`, `1.8 s`. */
export function formatMillis(millis: number): string {
  return millis < 1000 ? `${Math.round(millis)} ms` : formatSeconds(millis / 1000);
}

/** Money of a state, in the unit that the tariff names: `3.12 EUR`. */
export function formatFiat(amount: number, currency: string): string {
  return `${new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount)} ${currency}`;
}

/** A price per kilowatt-hour: `0.31 EUR/kWh`. */
export function formatPricePerHour(price: number, currency: string): string {
  return `${formatFigure(price)} ${currency}/kWh`;
}

/** Three significant digits below a hundred, whole numbers above, grouped: `41.9`, `1,810`. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  const rounded = size >= 100 ? Math.round(value) : Number(value.toPrecision(size < 1 ? 2 : 3));
  return new Intl.NumberFormat("en", { maximumFractionDigits: 4 }).format(rounded);
}

function split(text: string): [number: string | undefined, unit: string | undefined] {
  const match = /^([\d.,]+) (.+)$/.exec(text);
  return [match?.[1], match?.[2]];
}
