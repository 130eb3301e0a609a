import {
  type CounterPort,
  counterFormat,
  counterStatus,
} from "../../native/gpu/sensors/windows/counters/counter-port.ts";

/** One instance as Windows would list it; its status is PDH_CSTATUS_VALID_DATA unless told. */
export interface FakeInstance {
  readonly name: string;
  readonly value: number;
  readonly status?: number;
}

/** Windows' counters as a test sets them. */
export interface FakeCounters extends CounterPort {
  /** By English path. A path that is not here is one that this Windows does not have. */
  readonly lists: Map<string, readonly FakeInstance[]>;
  /** What `collect` answers instead of working. */
  collectStatus: number;
  /** What `items` answers to room that is too small. */
  smallStatus: number;
  /** Every call from then on is held until it is let go. */
  hold(): () => void;
  /** Calls so far, by name. */
  readonly calls: Record<"openQuery" | "addCounter" | "collect" | "items" | "closeQuery", number>;
  /** What a call to collect does besides, such as to let time pass. */
  onCollect: () => void;
}

/** Where the list is said to lie: far from zero, as on a real computer. */
const ADDRESS = 0x1f2_3400_1000n;
const ENGINES = String.raw`\GPU Engine(*)\Utilization Percentage`;
const ADAPTERS = String.raw`\GPU Adapter Memory(*)\Dedicated Usage`;
const PROGRAMS = String.raw`\GPU Process Memory(*)\Local Usage`;
/** The paths that Hearth asks. */
export const counterPaths = { engines: ENGINES, adapters: ADAPTERS, programs: PROGRAMS } as const;

/** pdh.dll with these counters: rates have no figure before the second sample, lists are written as pdh.h lays them out. */
export function fakeCounters(
  lists: Partial<Record<keyof typeof counterPaths, readonly FakeInstance[]>> = {},
): FakeCounters {
  const handles = new Map<bigint, { path: string; samples: number; query: bigint }>();
  let next = 0x10n;
  let held: Promise<void> | undefined;
  const calls = { openQuery: 0, addCounter: 0, collect: 0, items: 0, closeQuery: 0 };
  const named = Object.entries(lists) as [keyof typeof counterPaths, readonly FakeInstance[]][];
  const fake: FakeCounters = {
    lists: new Map(named.map(([key, list]) => [counterPaths[key], list])),
    collectStatus: 0,
    smallStatus: counterStatus.moreData,
    calls,
    onCollect: () => undefined,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = undefined;
        resolve();
      };
    },
    openQuery: async () => {
      calls.openQuery += 1;
      await held;
      next += 8n;
      return { status: 0, value: next };
    },
    addCounter: async (query, path) => {
      calls.addCounter += 1;
      await held;
      if (!fake.lists.has(path)) return { status: counterStatus.noObject };
      next += 8n;
      handles.set(next, { path, samples: 0, query });
      return { status: 0, value: next };
    },
    collect: async (query) => {
      calls.collect += 1;
      await held;
      fake.onCollect();
      if (fake.collectStatus !== 0) return fake.collectStatus;
      for (const counter of handles.values()) if (counter.query === query) counter.samples += 1;
      return 0;
    },
    items: async (handle, format, room) => {
      calls.items += 1;
      await held;
      const counter = handles.get(handle);
      const nothing = { bytes: 0, count: 0, address: 0n };
      if (counter === undefined) return { status: 0xc0000bbc, ...nothing };
      const rate = counter.path === ENGINES;
      if (rate && counter.samples < 2) return { status: counterStatus.invalidData, ...nothing };
      const packed = packItems(fake.lists.get(counter.path) ?? [], format, ADDRESS);
      const bytes = packed.length;
      if (room === undefined) return { status: counterStatus.moreData, ...nothing, bytes };
      // What it says then is not to be relied on.
      if (room.length < bytes) return { status: fake.smallStatus, ...nothing, bytes: 7 };
      packed.copy(room);
      const count = fake.lists.get(counter.path)?.length ?? 0;
      return { status: 0, bytes, count, address: ADDRESS };
    },
    closeQuery: async (query) => {
      calls.closeQuery += 1;
      for (const [handle, counter] of handles) if (counter.query === query) handles.delete(handle);
      return 0;
    },
  };
  return fake;
}

/** PDH_FMT_COUNTERVALUE_ITEM_W of a 64-bit Windows, 24 bytes each, and behind them their names with a zero each. */
export function packItems(
  instances: readonly FakeInstance[],
  format: number,
  address: bigint,
): Buffer {
  const names = instances.map(({ name }) => Buffer.from(`${name}\0`, "utf16le"));
  const items = Buffer.alloc(24 * instances.length);
  let at = BigInt(items.length);
  for (const [index, { value, status }] of instances.entries()) {
    items.writeBigUInt64LE(address + at, 24 * index);
    items.writeUInt32LE(status ?? 0, 24 * index + 8);
    if (format === counterFormat.whole) items.writeBigInt64LE(BigInt(value), 24 * index + 16);
    else items.writeDoubleLE(value, 24 * index + 16);
    at += BigInt(names[index]?.length ?? 0);
  }
  return Buffer.concat([items, ...names]);
}
