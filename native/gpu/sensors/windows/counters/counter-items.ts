import { type CounterPort, counterFormat, counterRefusal, counterStatus } from "./counter-port.ts";

/** One instance of a counter: its name, and its figure; undefined where Windows lists it and says that it has none now. */
export interface CounterItem {
  readonly name: string;
  readonly value: number | undefined;
}

/** PDH_FMT_COUNTERVALUE_ITEM_W on 64-bit Windows: pointer to the name, status, four bytes of nothing, the figure in eight. */
const ITEM_BYTES = 24;
/** PDH_CSTATUS_VALID_DATA and PDH_CSTATUS_NEW_DATA: of an item with any other status there is no figure, or the thing itself is gone. */
const NEWEST = 1;
/** A list of some twenty thousand instances; Windows that wants more is not asked for it. */
const MOST_BYTES = 4 * 2 ** 20;
/** Programs start between the question how much room it takes and the list. */
const TRIES = 4;

/**
 * Reads a wildcard counter's instances after each sample, into room that it keeps. Undefined where there is no figure yet: a rate needs
 * two samples (PDH_INVALID_DATA), a negative one is none (seen by influxdata/telegraf#7072 and elastic/beats#18361: the next call works),
 * and without any program on the GPU there is no instance. Rejects where Windows refuses, or wants more
 * room than any list of instances has. The size that a call with too little room brings is not to be relied on, so it is asked for anew:
 * https://learn.microsoft.com/windows/win32/api/pdh/nf-pdh-pdhgetformattedcounterarrayw
 */
export function itemsReader(
  port: Pick<CounterPort, "items">,
  counter: bigint,
  format: number,
): () => Promise<readonly CounterItem[] | undefined> {
  let room = Buffer.alloc(0);
  return async () => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (room.length > 0) {
        const { status, count, address } = await port.items(counter, format, room);
        if (status === 0) return listed(room, count, address, format);
        if (NO_FIGURE.has(status)) return undefined;
        if (!isTooSmall(status)) throw new Error(counterRefusal(status));
      }
      const { status, bytes } = await port.items(counter, format);
      if (status === 0 || NO_FIGURE.has(status)) return status === 0 ? [] : undefined;
      if (status !== counterStatus.moreData) throw new Error(counterRefusal(status));
      if (bytes === 0) return [];
      if (bytes > MOST_BYTES) throw new Error("Windows' list of GPU counters is too long to read");
      room = Buffer.alloc(Math.min(MOST_BYTES, Math.ceil((bytes * 5) / 4)));
    }
    throw new Error("Windows' list of GPU counters grows while it is read");
  };
}

/** A rate whose samples do not follow each other has none: a program ended between them, or a clock was set. The next one has again. */
const NO_FIGURE: ReadonlySet<number> = new Set([
  counterStatus.invalidData,
  counterStatus.invalidItem,
  counterStatus.noData,
  counterStatus.noInstance,
  counterStatus.negativeDenominator,
  counterStatus.negativeTimebase,
  counterStatus.negativeValue,
]);

/** Some releases of Windows call room that is too small an invalid argument. */
function isTooSmall(status: number): boolean {
  return status === counterStatus.moreData || status === counterStatus.invalidArgument;
}

/** What was written is bytes: a count that cannot be ends with the room, and a name outside of it is none. */
function listed(room: Buffer, count: number, address: bigint, format: number): CounterItem[] {
  const items: CounterItem[] = [];
  const letters = new Uint16Array(room.buffer, room.byteOffset, Math.floor(room.length / 2));
  const most = Math.min(count, Math.floor(room.length / ITEM_BYTES));
  for (let at = 0; at < most * ITEM_BYTES; at += ITEM_BYTES) {
    const status = room.readUInt32LE(at + 8);
    if (status === counterStatus.noInstance) continue;
    const name = textAt(room, letters, Number(room.readBigUInt64LE(at) - address));
    if (name === undefined) continue;
    items.push({ name, value: status > NEWEST ? undefined : figureAt(room, at + 16, format) });
  }
  return items;
}

function figureAt(room: Buffer, at: number, format: number): number {
  return format === counterFormat.whole ? Number(room.readBigInt64LE(at)) : room.readDoubleLE(at);
}

function textAt(room: Buffer, letters: Uint16Array, from: number): string | undefined {
  if (!Number.isSafeInteger(from) || from < 0 || from % 2 !== 0) return undefined;
  const end = letters.indexOf(0, from / 2);
  return end < 0 ? undefined : room.toString("utf16le", from, 2 * end);
}
