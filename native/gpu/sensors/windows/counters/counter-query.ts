import { type CounterItem, itemsReader } from "./counter-items.ts";
import { type CounterPort, counterRefusal, counterStatus } from "./counter-port.ts";

/** A wildcard counter by its English path, and the format of its figures. */
export interface AskedCounter {
  readonly path: string;
  readonly format: number;
}

/** A query that stays open between samples. */
export interface CounterQuery {
  /** Opens it where it is not; the first time Windows may take a second to find its providers. Rejects where it refuses. */
  open(): Promise<void>;
  /** One sample of each counter, in the order they were asked for; undefined where one has no figure yet. Rejects and closes on failure. */
  sample(): Promise<readonly (readonly CounterItem[] | undefined)[]>;
}

interface Opened {
  readonly query: bigint;
  readonly readers: readonly ReturnType<typeof itemsReader>[];
}

/**
 * A query for some counters. It keeps its handles, since opening costs many times a sample; after a failure it is opened anew, as a
 * driver that was updated has new providers.
 */
export function counterQuery(port: CounterPort, asked: readonly AskedCounter[]): CounterQuery {
  let opened: Opened | undefined;
  const open = async (): Promise<Opened> => {
    const query = await port.openQuery();
    if (query.value === undefined) throw new Error(counterRefusal(query.status));
    const readers: Opened["readers"][number][] = [];
    for (const { path, format } of asked) {
      const counter = await port.addCounter(query.value, path);
      if (counter.value === undefined) {
        await port.closeQuery(query.value);
        throw new Error(counterRefusal(counter.status));
      }
      readers.push(itemsReader(port, counter.value, format));
    }
    return { query: query.value, readers };
  };
  return {
    open: async () => {
      opened ??= await open();
    },
    sample: async () => {
      opened ??= await open();
      const { query, readers } = opened;
      try {
        const status = await port.collect(query);
        if (status === counterStatus.noData) return readers.map(() => undefined);
        if (status !== 0) throw new Error(counterRefusal(status));
        const lists: (readonly CounterItem[] | undefined)[] = [];
        for (const read of readers) lists.push(await read());
        return lists;
      } catch (error) {
        opened = undefined;
        await port.closeQuery(query);
        throw error;
      }
    },
  };
}
