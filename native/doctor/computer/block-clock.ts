import type { ChainClient } from "../../chain/chain-port.ts";

/** How late blocks came. */
export interface BlockClock {
  /** Arrival by `now` minus the block's own time, milliseconds, of the newest blocks, oldest first. */
  offsets(): readonly number[];
  close(): void;
}

const KEPT = 20;

/** Notes how late each newest block came, from the second one of each connection on: the first may be as old as it likes. */
export function watchBlockClock(
  chain: Pick<ChainClient, "state" | "onState">,
  now: () => number,
): BlockClock {
  const offsets: number[] = [];
  let seen: number | undefined;
  const stop = chain.onState(({ connection, best }) => {
    if (connection !== "connected") seen = undefined;
    else if (best !== undefined && best.number !== seen) {
      if (seen !== undefined) offsets.push(now() - best.time);
      if (offsets.length > KEPT) offsets.shift();
      seen = best.number;
    }
  });
  return { offsets: () => [...offsets], close: stop };
}
