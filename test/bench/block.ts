import { join } from "node:path";
import type { Changes } from "../../native/practice/frame/state.ts";
import type { Block } from "../../native/practice/node/block.ts";
import type { Chain } from "../../native/practice/node/chain.ts";
import { ChainDatabase, type Undo } from "../../native/practice/node/database.ts";
import { TEXT_GENERATION } from "../../native/practice/runtime/genesis.ts";
import { FAUCET_PATH } from "../../native/practice/runtime/genesis-keys.ts";
import { storage } from "../../native/practice/runtime/subtensor/pallet.ts";
import { type Keypair, keypairFromUri } from "../../native/wallet/keypair.ts";
import { signedExtrinsic, transfer } from "../fakes/signed-extrinsic.ts";
import { BenchChain, timed } from "./bench-chain.ts";
import { type Row, type Section, spread } from "./measure.ts";

const TEMPO = 20;
const BLOCK_MILLIS = 1_000;
const EPOCHS = 10;
const TRANSFERS = 100;
const RAO = 1_000_000_000n;

/** What the node gives its file for one block. */
type Append = readonly [Block, Changes, readonly Undo[]];

/** The chain's file, which also remembers what it was given. */
class RecordingDatabase extends ChainDatabase {
  readonly appended: Append[] = [];

  override append(...given: Append): void {
    this.appended.push(given);
    super.append(...given);
  }
}

/** The work of one block of the practice network, beside what SQLite alone needs for the same rows. */
export const block: Section = {
  name: "block",
  about: `the practice node's work per block, from the pool to the file; tempo ${TEMPO}, 9 neurons`,
  run: async ({ runs, folder }) => {
    const database = new RecordingDatabase(join(folder, "chain.sqlite"), folder);
    const alone = new ChainDatabase(join(folder, "alone.sqlite"), folder);
    try {
      return measure(database, alone, runs);
    } finally {
      alone.close();
      database.close();
    }
  },
};

function measure(database: RecordingDatabase, alone: ChainDatabase, runs: number): Row[] {
  const bench = new BenchChain(database, TEMPO, BLOCK_MILLIS);
  const { chain, pool } = bench;
  const produce = (): number => bench.produce();
  const appendAlone = (): number[] =>
    database.appended.splice(0).map((given) => timed(() => alone.append(...given)));

  // Compiled code and filled caches are what a running node has.
  for (let each = 0; each < EPOCHS * TEMPO; each += 1) produce();
  appendAlone();
  const empty: number[] = [];
  const epochs: number[] = [];
  for (let each = 0; each < EPOCHS * TEMPO * runs; each += 1) {
    const millis = produce();
    const endsEpoch = storage.BlocksSinceLastStep.get(chain.state, TEXT_GENERATION) === 0n;
    (endsEpoch ? epochs : empty).push(millis);
  }
  const emptyAlone = appendAlone();

  const faucet = keypairFromUri(FAUCET_PATH);
  const entering: number[] = [];
  const full = Array.from({ length: TEMPO * runs }, (_, round) => {
    for (const bytes of transfers(chain, faucet, round)) {
      entering.push(timed(() => pool.submit(bytes)));
    }
    const millis = produce();
    if (pool.size !== 0) throw new Error("a transfer was left out of its block");
    return millis;
  });
  const fullAlone = appendAlone();
  const commit = (samples: readonly number[]) => ({
    name: "SQLite's commit of the same rows",
    measured: spread(samples),
  });
  return [
    { name: "empty block", unit: "ms", measured: spread(empty), against: commit(emptyAlone) },
    { name: "empty block that ends an epoch", unit: "ms", measured: spread(epochs) },
    {
      name: `block with ${TRANSFERS} transfers`,
      unit: "ms",
      measured: spread(full),
      against: commit(fullAlone),
    },
    {
      name: "a transfer into the pool",
      unit: "ms",
      measured: spread(entering),
    },
  ];
}

function transfers(chain: Chain, from: Keypair, round: number): Uint8Array[] {
  return Array.from({ length: TRANSFERS }, (_, index) =>
    signedExtrinsic(chain.runtime, chain.genesisHash, {
      from,
      call: transfer(keypairs[index % keypairs.length]?.address ?? from.address, RAO),
      nonce: round * TRANSFERS + index,
    }),
  );
}

const keypairs = Array.from({ length: 10 }, (_, index) => keypairFromUri(`//Bench//${index}`));
