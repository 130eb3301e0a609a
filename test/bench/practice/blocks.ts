import { join } from "node:path";
import { ChainDatabase } from "../../../native/practice/node/database.ts";
import { FAUCET_PATH } from "../../../native/practice/runtime/genesis-keys.ts";
import { type Keypair, keypairFromUri } from "../../../native/wallet/keypair.ts";
import { BenchChain, timed } from "../bench-chain.ts";
import { type BenchContext, millisOf, type Row, repeat, type Spread, spread } from "../measure.ts";
import { type Chopsticks, startChopsticks } from "./chopsticks.ts";
import { foreignLoad, practiceLoad } from "./mixed-load.ts";

const SIZES = [100, 1_000] as const;
const EMPTY_BLOCKS = 50;
/** Blocks of finney in a day: one every 12 seconds. */
const DAY = 7_200;
const BLOCK_MILLIS = 12_000;

/** Milliseconds of each thing that both sides can do. */
interface Samples {
  readonly empty: readonly number[];
  /** Blocks of so many extrinsics, the checks of their signatures included. */
  readonly full: ReadonlyMap<number, readonly number[]>;
}

/** Ours also tell what a block takes of which every extrinsic was checked when it came. */
interface OurSamples extends Samples {
  readonly alone: ReadonlyMap<number, readonly number[]>;
}

/** Blocks, empty and full, and a day of them, beside chopsticks making blocks of the same mix. */
export async function blockRows(context: BenchContext): Promise<Row[]> {
  const { folder, runs, say } = context;
  const database = new ChainDatabase(join(folder, "blocks.sqlite"), folder);
  try {
    const bench = new BenchChain(database, 360, BLOCK_MILLIS);
    const ours = practiceSamples(bench, runs);
    say(`${runs} days of ${DAY} blocks`);
    const days = Array.from({ length: runs }, () => timed(() => day(bench)) / 1_000);
    const theirs = await chopsticksSamples(context).catch((error: unknown) => {
      say(`without chopsticks: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    const against = (measured: Spread | undefined) =>
      measured === undefined ? {} : { against: { name: "chopsticks 1.5.1", measured } };
    const empty = theirs && spread(theirs.empty);
    return [
      { name: "empty block", unit: "ms", measured: spread(ours.empty), ...against(empty) },
      ...SIZES.map(
        (size): Row => ({
          name: `${size} mixed extrinsics, the block alone`,
          unit: "ms",
          measured: spread(ours.alone.get(size) ?? []),
        }),
      ),
      ...SIZES.map((size): Row => {
        const samples = theirs?.full.get(size);
        return {
          name: `${size} mixed extrinsics, checked and in a block`,
          unit: "ms",
          measured: spread(ours.full.get(size) ?? []),
          ...against(samples && spread(samples)),
        };
      }),
      {
        name: `${DAY} empty blocks in a row`,
        unit: "s",
        measured: spread(days),
        ...(empty
          ? {
              against: {
                name: `chopsticks 1.5.1, ${DAY} times its empty block`,
                measured: scaled(empty, DAY / 1_000),
              },
            }
          : {}),
      },
    ];
  } finally {
    database.close();
  }
}

function practiceSamples(bench: BenchChain, runs: number): OurSamples {
  for (let each = 0; each < 200; each += 1) bench.hurry();
  const empty = Array.from({ length: EMPTY_BLOCKS * runs }, () => bench.hurry());
  const faucet = keypairFromUri(FAUCET_PATH);
  let nonce = 0;
  const full = new Map<number, number[]>();
  const alone = new Map<number, number[]>();
  for (const size of SIZES) {
    const samples = Array.from({ length: runs }, () => {
      const load = practiceLoad(bench.chain, faucet, nonce, size);
      nonce += size;
      const millis = timed(() => {
        for (const bytes of load) bench.pool.submit(bytes);
      });
      const block = bench.hurry();
      if (bench.pool.size !== 0) throw new Error("an extrinsic was left out of its block");
      return { block, both: millis + block };
    });
    alone.set(
      size,
      samples.map(({ block }) => block),
    );
    full.set(
      size,
      samples.map(({ both }) => both),
    );
  }
  return { empty, full, alone };
}

function day(bench: BenchChain): void {
  for (let each = 0; each < DAY; each += 1) bench.hurry();
}

async function chopsticksSamples({ folder, runs, say }: BenchContext): Promise<Samples> {
  const rich = keypairFromUri("//Bench//Rich");
  say("chopsticks, installed by npm the first time");
  const chopsticks = await startChopsticks(folder, rich.address);
  try {
    await chopsticks.call("dev_newBlock", { count: 5 });
    const empty = await repeat(EMPTY_BLOCKS, () =>
      millisOf(() => chopsticks.call("dev_newBlock", { count: 1 })),
    );
    const full = new Map<number, number[]>();
    let nonce = 0;
    for (const size of SIZES) {
      say(`chopsticks, ${size} extrinsics a block`);
      const samples = await repeat(runs, async () => {
        const millis = await chopsticksBlock(chopsticks, rich, nonce, size);
        nonce += size;
        return millis;
      });
      full.set(size, samples);
    }
    return { empty, full };
  } finally {
    await chopsticks.close();
  }
}

async function chopsticksBlock(
  chopsticks: Chopsticks,
  from: Keypair,
  nonce: number,
  size: number,
): Promise<number> {
  const transactions = await foreignLoad(chopsticks.endpoint, from, nonce, size);
  const millis = await millisOf(() => chopsticks.call("dev_newBlock", { transactions }));
  const block = await chopsticks.call<{ block: { extrinsics: string[] } }>("chain_getBlock");
  const included = block.block.extrinsics.filter((hex) => transactions.includes(hex)).length;
  if (included !== size) throw new Error(`chopsticks took ${included} of ${size} extrinsics`);
  return millis;
}

function scaled({ median, least, most, samples }: Spread, by: number): Spread {
  return { median: median * by, least: least * by, most: most * by, samples };
}
