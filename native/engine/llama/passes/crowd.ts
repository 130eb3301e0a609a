/** Who works on a context at the moment: passes are shared, so whoever joins changes everybody's. */
export interface Crowd {
  running: number;
  /** Counts up with everyone who joins. */
  joined: number;
  /** Told when a pass is over and its rows are there to be read, once or more a pass. */
  readonly computed?: () => void;
  /** While somebody waits for two passes to lie apart: how many, and what they end. */
  apart?: { waiting: number; readonly over: PromiseWithResolvers<void> };
}

/** Runs work as one of a crowd. */
export async function joining<R>(crowd: Crowd, work: () => Promise<R>): Promise<R> {
  crowd.running += 1;
  crowd.joined += 1;
  try {
    return await work();
  } finally {
    crowd.running -= 1;
  }
}

/**
 * Runs what cannot be done during a pass, such as taking tokens off a sequence. The library keeps the context to itself for as long as
 * anybody has asked for a further pass, and streams that write ask again before the pass is over (pass.ts): without this, who begins would
 * wait until all of them have written their last token. Meanwhile nobody asks for a pass, so `change` has its turn after the one in work.
 */
export async function betweenPasses<R>(crowd: Crowd, change: () => Promise<R>): Promise<R> {
  crowd.apart ??= { waiting: 0, over: Promise.withResolvers() };
  const { apart } = crowd;
  apart.waiting += 1;
  try {
    return await change();
  } finally {
    apart.waiting -= 1;
    if (apart.waiting === 0) {
      delete crowd.apart;
      apart.over.resolve();
    }
  }
}

/** Waits while somebody does what lies between two passes. */
export async function untilPassesMay(crowd: Crowd): Promise<void> {
  while (crowd.apart !== undefined) await crowd.apart.over.promise;
}
