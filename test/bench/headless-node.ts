import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { connect, type HearthClient } from "../../native/cli/connect.ts";

const entry = fileURLToPath(new URL("../../native/headless.ts", import.meta.url));

/** A real node in a process of its own. */
export interface HeadlessNode {
  readonly pid: number;
  /** The page's address with its token. */
  readonly url: string;
  /** From the spawn to the ready line. */
  readonly readyMillis: number;
  readonly client: HearthClient;
  /** Ends it as a person would, with SIGTERM, and resolves when it is gone. */
  close(): Promise<void>;
}

/** Starts the headless node on a data folder. Throws with what it said where it does not become ready. */
export async function startHeadless(dataFolder: string): Promise<HeadlessNode> {
  const started = performance.now();
  const child = spawn(process.execPath, [entry, "--data-dir", dataFolder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const close = (): Promise<void> => end(child);
  try {
    const { url, pid } = await readyLine(child);
    const readyMillis = performance.now() - started;
    const connection = await connect(dataFolder);
    return {
      pid,
      url,
      readyMillis,
      client: connection.client,
      close: async () => {
        connection.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readyLine(child: ChildProcess): Promise<{ url: string; pid: number }> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4096);
  });
  if (child.stdout === null) throw new Error("no standard output");
  for await (const line of createInterface({ input: child.stdout })) {
    const answer = JSON.parse(line) as { ready: boolean; url: string; pid: number };
    if (answer.ready) {
      child.stdout.resume();
      return answer;
    }
  }
  throw new Error(`the node did not start: ${said}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(timer);
}
