import { Beacon } from "../../native/practice/node/beacon.ts";
import { Chain } from "../../native/practice/node/chain.ts";
import type { ChainDatabase } from "../../native/practice/node/database.ts";
import { Pool } from "../../native/practice/node/pool.ts";
import { produceBlock } from "../../native/practice/node/producer.ts";
import { PulseChecks } from "../../native/practice/runtime/drand/pulse-checks.ts";
import { writeGenesis } from "../../native/practice/runtime/first-state.ts";
import { practiceRuntime } from "../../native/practice/runtime/runtime.ts";

/** A practice chain in this process, with its file, pool and beacon, whose time passes as it is told. */
export class BenchChain {
  readonly chain: Chain;
  readonly pool: Pool;
  readonly blockMillis: number;
  readonly #beacon: Beacon;
  #now = 1_700_000_000_000;

  /** A new chain in an empty file. `tempo` is in blocks; `blockMillis` is what the chain's time moves by in each. */
  constructor(database: ChainDatabase, tempo: number, blockMillis: number) {
    const checks = new PulseChecks();
    const secret = new Uint8Array(32).fill(1);
    const createdAt = this.#now;
    this.blockMillis = blockMillis;
    this.#beacon = new Beacon(secret, checks);
    const runtime = practiceRuntime((error) => {
      throw error;
    }, checks);
    this.chain = new Chain({
      database,
      runtime,
      genesis: (state) =>
        writeGenesis(state, { tempo, createdAt, beacon: { secret, blockMillis } }),
      facts: {},
      keptStates: undefined,
    });
    this.pool = new Pool(this.chain);
  }

  /** Makes the next block as the node's producer does; answers its milliseconds, without the signing between two blocks. */
  produce(): number {
    this.#now += this.blockMillis;
    this.#beacon.prepare(this.chain.state, BigInt(this.#now));
    return timed(() =>
      produceBlock(this.chain, this.pool, this.#now, this.blockMillis, this.#beacon),
    );
  }

  /** Makes the next block as one of many made in a row; answers its milliseconds. */
  hurry(): number {
    this.#now += this.blockMillis;
    const pulses = this.#beacon.hurried();
    return timed(() => produceBlock(this.chain, this.pool, this.#now, this.blockMillis, pulses));
  }
}

/** Milliseconds that `work`, which waits for nothing, takes. */
export function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
