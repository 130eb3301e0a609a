import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TransactionSigner } from "../../../native/chain/client.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";

/** A practice node in a process of its own, met only over its socket. */
export interface PracticeNode {
  readonly endpoint: string;
  readonly genesis: string;
  readonly port: number;
  readonly folder: string;
  /** Ends the process as a crash would; the data folder stays. */
  kill(): Promise<void>;
  /** Ends it and removes the data folder. */
  close(): Promise<void>;
}

/** Starts a practice node and waits until it answers. */
export async function startPractice({
  port = 0,
  folder,
  blockSeconds = 0.25,
}: {
  readonly port?: number;
  readonly folder?: string;
  readonly blockSeconds?: number;
} = {}): Promise<PracticeNode> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), "hearth-practice-")));
  const child = nodeLauncher().launch({
    name: "practice",
    entry: new URL("../../../native/practice/main.ts", import.meta.url),
    args: [
      "--data-dir",
      home,
      "--port",
      `${port}`,
      "--block-time",
      `${blockSeconds}`,
      "--tempo",
      "20",
    ],
  });
  const ready = await new Promise<{ endpoint: string; genesis: string }>((resolve, reject) => {
    child.onMessage((message) => resolve(message as { endpoint: string; genesis: string }));
    child.exited.then(() => reject(new Error(`the practice node ended: ${child.stderrTail()}`)));
  });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return {
    endpoint: ready.endpoint,
    genesis: ready.genesis,
    port: Number(new URL(ready.endpoint).port),
    folder: home,
    kill,
    close: async () => {
      await kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A key of the development phrase as a signer. */
export function devSigner(uri: string): TransactionSigner {
  const pair = keypairFromUri(uri);
  return { ...pair, sign: async (payload) => pair.sign(payload) };
}
