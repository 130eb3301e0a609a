import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Runtime } from "../../native/practice/frame/runtime.ts";
import { practiceRuntime } from "../../native/practice/runtime/runtime.ts";
import { RpcClient } from "../integration/practice/rpc-client.ts";
import { auditChain } from "./chain-audit.ts";
import { type Finalized, load } from "./load.ts";
import { startProcess } from "./practice-process.ts";
import { type Random, seeded } from "./random.ts";
import { replayLog } from "./replay-log.ts";

/** How often to kill, and what decides when. */
export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  /** Told after each kill. */
  readonly onKill?: (kill: number, best: number, final: number) => void;
}

/** What the loop did. */
export interface KillReport {
  readonly kills: number;
  readonly blocks: number;
  /** Extrinsics that a client was told are final. */
  readonly final: number;
}

const FILE = "practice-chain.sqlite";
const BLOCK_MILLIS = 50;
const NODE = ["--block-time", String(BLOCK_MILLIS / 1_000), "--developers"];

/**
 * Kills a practice node under load again and again, by SIGKILL at a moment of chance: while it starts, between blocks, and in the
 * midst of making hundreds of them a second. After each kill the file is read as it was left: every link, number and state root is
 * worked out again, the books must balance, and what a client was told is final must be in the block that it was told. After the
 * last one every block is run again from block 0. Throws with the first thing that does not hold, the seed in its words.
 */
export async function killLoop({ kills, seed, onKill }: KillOptions): Promise<KillReport> {
  const random = seeded(seed);
  const folder = mkdtempSync(join(tmpdir(), "hearth-kill-"));
  const runtime = practiceRuntime((error) => {
    throw error;
  });
  const final: Finalized[] = [];
  let audited = 0;
  let checked = 0;
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      try {
        await oneLife(folder, runtime, random, final);
        const isLast = kill === kills;
        // The last time all of it, from block 0 on.
        const from = isLast ? 0 : audited;
        audited = check(folder, from, isLast ? final : final.slice(checked), audited, isLast);
        checked = final.length;
      } catch (error) {
        throw new Error(`kill ${kill} of seed ${seed}`, { cause: error });
      }
      onKill?.(kill, audited, final.length);
    }
    return { kills, blocks: audited, final: final.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the node on whatever was left, works it, and kills it. */
async function oneLife(
  folder: string,
  runtime: Runtime,
  random: Random,
  final: Finalized[],
): Promise<void> {
  const node = startProcess(join(folder, "chain"), NODE);
  try {
    // Now and then while it still opens the file or writes block 0.
    if (random.oneIn(8)) {
      await Promise.race([delay(random.below(900)), node.ended]);
      return;
    }
    const { endpoint, genesis } = await node.ready;
    const working = load(endpoint, genesis, runtime, random, final);
    const isHurried = random.oneIn(2);
    const hurry = await RpcClient.open(endpoint);
    const hurried = isHurried ? hurry.ask("practice_advance", [7_200]) : undefined;
    await delay(60 + random.below(500));
    if (node.child.exitCode !== null) throw new Error(`it ended by itself: ${node.errors()}`);
    node.child.kill("SIGKILL");
    await node.ended;
    await Promise.all([working, hurried]);
    hurry.close();
    if (node.errors() !== "") throw new Error(`it had trouble: ${node.errors()}`);
  } finally {
    node.child.kill("SIGKILL");
    await node.ended;
  }
}

/** Reads a copy, so that the node itself has to recover what was left. Answers the newest block. */
function check(
  folder: string,
  from: number,
  final: readonly Finalized[],
  before: number,
  isLast: boolean,
): number {
  const copy = join(folder, "copy");
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  for (const name of [FILE, `${FILE}-wal`]) {
    const file = join(folder, "chain", name);
    if (existsSync(file)) copyFileSync(file, join(copy, name));
  }
  // Killed before it had begun.
  if (!existsSync(join(copy, FILE))) return 0;
  const audit = auditChain(join(copy, FILE), from);
  try {
    if (audit.best < before) throw new Error(`block ${before} was there and is not`);
    for (const { extrinsic, block } of final)
      if (!audit.extrinsicsOf(block)?.includes(extrinsic))
        throw new Error(`${extrinsic} was final in ${block} and is not there`);
    if (isLast) replayLog({ ...audit.log(), blockMillis: BLOCK_MILLIS }, copy);
    return audit.best;
  } finally {
    audit.close();
  }
}
