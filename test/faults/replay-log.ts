import { join } from "node:path";
import { decodeHeader } from "../../native/practice/node/block.ts";
import { Chain } from "../../native/practice/node/chain.ts";
import { ChainDatabase } from "../../native/practice/node/database.ts";
import { practiceRuntime } from "../../native/practice/runtime/runtime.ts";
import { timestamp } from "../../native/practice/runtime/timestamp/pallet.ts";

/** What is run again: the state of block 0 (hex keys), and every block after it. */
export interface BlockLog {
  readonly first: ReadonlyMap<string, Uint8Array>;
  readonly blocks: readonly {
    readonly header: Uint8Array;
    readonly extrinsics: readonly Uint8Array[];
  }[];
  readonly blockMillis: number;
}

/**
 * Runs a node's own blocks again from its block 0, every signature and every pulse checked as by a stranger. Throws where a state
 * root comes out otherwise, or an extrinsic of the log is refused. `folder` is empty.
 */
export function replayLog({ first, blocks, blockMillis }: BlockLog, folder: string): void {
  const runtime = practiceRuntime(
    (error) => {
      throw error;
    },
    undefined,
    blockMillis,
  );
  const database = new ChainDatabase(join(folder, "replayed.sqlite"), folder);
  try {
    const chain = new Chain({
      database,
      runtime,
      genesis: (state) => {
        for (const [key, value] of first) state.set(key, value);
      },
      facts: {},
      keptStates: undefined,
    });
    for (const { header, extrinsics } of blocks) {
      const { number, state_root: expected } = decodeHeader(header);
      const [inherent] = extrinsics;
      const now = inherent && timeOf(runtime.extrinsics.decode(inherent).call);
      if (now === undefined) throw new Error(`block ${number} does not begin with its time`);
      const slot = now / BigInt(blockMillis);
      const building = chain.startBlock(now, slot);
      for (const bytes of extrinsics) runtime.applyExtrinsic(building, bytes);
      const { state_root: found } = decodeHeader(
        chain.finishBlock(building, slot, extrinsics).header,
      );
      if (found !== expected) throw new Error(`block ${number} gives ${found}, not ${expected}`);
      if (timestamp.storage.Now.get(chain.state) !== now) throw new Error("another time");
    }
  } finally {
    database.close();
  }
}

function timeOf({ type, value }: { type: string; value: { type: string; value?: unknown } }) {
  if (type !== "Timestamp" || value.type !== "set") return undefined;
  return (value.value as { now: bigint }).now;
}
