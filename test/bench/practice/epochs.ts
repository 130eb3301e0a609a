import { join } from "node:path";
import { Overlay } from "../../../native/practice/frame/state.ts";
import { ChainDatabase } from "../../../native/practice/node/database.ts";
import { epochInput, epochOf } from "../../../native/practice/runtime/subtensor/epoch/epoch.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { runEpoch } from "../../../native/protocol/yuma/epoch.ts";
import { BenchChain, timed } from "../bench-chain.ts";
import { type BenchContext, type Row, spread } from "../measure.ts";
import { foundDenseSubnet, MINERS, VALIDATORS } from "./dense-subnet.ts";

const SUBNETS = 128;
const EMISSION = 360_000_000_000n;
const SAMPLES = 20;

/** Epochs of full, dense subnets: consensus alone, with what it reads and writes, and all of finney's subnets in blocks. */
export function epochRows({ runs, folder, say }: BenchContext): Row[] {
  const database = new ChainDatabase(join(folder, "epochs.sqlite"), folder);
  try {
    const bench = new BenchChain(database, 20, 1_000);
    const { chain } = bench;
    bench.hurry();
    say(`writing ${SUBNETS} subnets of ${VALIDATORS + MINERS} neurons`);
    const built = new Overlay(chain.state);
    const netuids = Array.from({ length: SUBNETS - 1 }, () =>
      foundDenseSubnet(built, chain.best.number, 20),
    );
    built.commit();
    const netuid = netuids[0] ?? 0;
    const view = { state: chain.state, block: chain.best.number + 1 };
    const name = `${VALIDATORS} validators, ${MINERS} miners, dense`;
    const alone = (): number[] => {
      const input = epochInput(view, netuid, EMISSION);
      for (let each = 0; each < SAMPLES; each += 1) runEpoch(input);
      return Array.from({ length: SAMPLES * runs }, () => timed(() => runEpoch(input)));
    };
    const whole = (): number[] =>
      Array.from({ length: SAMPLES * runs }, () => {
        const state = new Overlay(chain.state);
        return timed(() => epochOf({ ...view, state, deposit() {} }, netuid, EMISSION));
      });
    const yuma = { name: "consensus alone", measured: spread(alone()) };
    const stored = spread(whole());
    for (const each of netuids) storage.LiquidAlphaOn.put(chain.state, each, true);
    const liquid = { name: "consensus alone", measured: spread(alone()) };
    const liquidStored = spread(whole());
    for (const each of netuids) storage.LiquidAlphaOn.put(chain.state, each, false);
    say(`blocks in which the epochs of ${SUBNETS} subnets fall due`);
    const blocks = Array.from({ length: SUBNETS * runs }, () => bench.hurry());
    return [
      { name: `epoch, ${name}`, unit: "ms", measured: stored, against: yuma },
      { name: `epoch, ${name}, liquid alpha`, unit: "ms", measured: liquidStored, against: liquid },
      {
        name: `block of ${SUBNETS} such subnets, at most 2 epochs`,
        unit: "ms",
        measured: spread(blocks),
      },
    ];
  } finally {
    database.close();
  }
}
