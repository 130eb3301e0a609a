import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { residentBytes } from "../../native/host/engine/resident-memory.ts";
import { fillWallet, mineUntilReward } from "./first-reward.ts";
import { type HeadlessNode, startHeadless } from "./headless-node.ts";
import { type Row, repeat, type Section, spread } from "./measure.ts";

const SETTLE_MILLIS = 10_000;
const BETWEEN_MILLIS = 1_000;
const MEBIBYTE = 2 ** 20;

type Resident = Readonly<Record<string, number>>;

/** Resident memory of each process, idle and while mining. */
export const memory: Section = {
  name: "memory",
  about: "resident memory 10 s after the start, and after the first reward while mining goes on",
  run: async ({ runs, folder, say }) => {
    const bare = spread([await bareNode()]);
    const node = await startHeadless(join(folder, "node"));
    try {
      await fillWallet(node.client);
      await sleep(SETTLE_MILLIS);
      const idle = await observe(node, runs);
      say("mining until the first reward");
      await mineUntilReward(node.client);
      const mining = await observe(node, runs);
      return [...rows("idle", idle, bare), ...rows("mining", mining, bare)];
    } finally {
      await node.close();
    }
  },
};

async function observe(node: HeadlessNode, times: number): Promise<readonly Resident[]> {
  return repeat(times, async () => {
    await sleep(BETWEEN_MILLIS);
    const { processes } = await node.client.node.status({});
    const all: Record<string, number> = { node: (await residentBytes(node.pid)) ?? 0 };
    for (const { name, residentBytes: bytes } of processes) all[name] = bytes ?? 0;
    return { ...all, together: Object.values(all).reduce((sum, bytes) => sum + bytes, 0) };
  });
}

function rows(state: string, seen: readonly Resident[], bare: ReturnType<typeof spread>): Row[] {
  return Object.keys(seen[0] ?? {}).map((name) => ({
    name: `${state}: ${name}`,
    unit: "MiB",
    measured: spread(seen.map((each) => (each[name] ?? 0) / MEBIBYTE)),
    against: { name: "a bare Node process", measured: bare },
  }));
}

async function bareNode(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const gone = once(child, "exit");
  try {
    await sleep(BETWEEN_MILLIS);
    return ((await residentBytes(child.pid ?? 0)) ?? 0) / MEBIBYTE;
  } finally {
    child.kill();
    await gone;
  }
}
