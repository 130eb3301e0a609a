import { statusText } from "../graphics-kernel.ts";

/** What one call of pdh.dll brought: a value, or its PDH_STATUS (pdhmsg.h). */
export type CounterAnswer<T> =
  | { readonly status: 0; readonly value: T }
  | { readonly status: number; readonly value?: undefined };

/** Statuses that the code asks about (pdhmsg.h), as unsigned numbers. */
export const counterStatus = {
  moreData: 0x800007d2,
  noData: 0x800007d5,
  noInstance: 0x800007d1,
  negativeDenominator: 0x800007d6,
  negativeTimebase: 0x800007d7,
  negativeValue: 0x800007d8,
  noObject: 0xc0000bb8,
  noCounter: 0xc0000bb9,
  invalidItem: 0xc0000bba,
  invalidArgument: 0xc0000bbd,
  invalidData: 0xc0000bc6,
} as const;

/** How a figure is written into an item: PDH_FMT_LARGE, or PDH_FMT_DOUBLE with PDH_FMT_NOCAP100 (pdh.h). */
export const counterFormat = { whole: 0x400, share: 0x8200 } as const;

/**
 * The part of pdh.dll that Hearth asks, one method a function of pdh.h: Windows' performance counters, for any vendor's card and without
 * any right of an administrator. No method throws; any of them may never answer, since a counter's provider can be ill. Handles are
 * only ever given back.
 */
export interface CounterPort {
  /** PdhOpenQueryW on the counters of now. */
  openQuery(): Promise<CounterAnswer<bigint>>;
  /** PdhAddEnglishCounterW: the path's words are English whatever language Windows speaks. */
  addCounter(query: bigint, path: string): Promise<CounterAnswer<bigint>>;
  /** PdhCollectQueryData: takes one sample of every counter of the query. A status. */
  collect(query: bigint): Promise<number>;
  /**
   * PdhGetFormattedCounterArrayW: writes the last sample's items into `room`, the text of their names behind them. Without room it says
   * how many bytes it wants. `address` is where `room` lies, as the items' pointers count.
   */
  items(
    counter: bigint,
    format: number,
    room?: Buffer,
  ): Promise<{
    readonly status: number;
    readonly bytes: number;
    readonly count: number;
    readonly address: bigint;
  }>;
  /** PdhCloseQuery, with all its counters. A status. */
  closeQuery(query: bigint): Promise<number>;
}

/** Why there are no figures, in words with the PDH_STATUS as Windows' own tools write it. */
export function counterRefusal(status: number): string {
  const missing = status === counterStatus.noObject || status === counterStatus.noCounter;
  return missing
    ? "this Windows has no GPU counters"
    : `Windows does not tell its GPU counters: ${statusText(status)}`;
}
