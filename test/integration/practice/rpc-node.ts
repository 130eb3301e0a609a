import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PracticeNode, startPracticeNode } from "../../../native/practice/node/start.ts";
import { RpcClient } from "./rpc-client.ts";

/** A practice node in this process with one client over its real socket. */
export interface RpcNode {
  readonly node: PracticeNode;
  readonly client: RpcClient;
  /** Ends all of it. Throws the first trouble that the node reported. */
  close(): Promise<void>;
}

/** Starts a fresh chain in a folder of its own and waits for its third block. */
export async function startRpcNode(
  options: { keptStates?: number; blockMillis?: number } = {},
): Promise<RpcNode> {
  const { keptStates = 5000, blockMillis = 250 } = options;
  const dataDir = mkdtempSync(join(tmpdir(), "practice-rpc-"));
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown): void => void troubles.push(error);
  const node = await startPracticeNode({
    dataDir,
    port: 0,
    blockMillis,
    tempo: 20,
    keptStates,
    onTrouble,
  });
  const client = await RpcClient.open(node.endpoint);
  await until(() => node.chain.best.number >= 3);
  return {
    node,
    client,
    async close() {
      client.close();
      await node.close();
      rmSync(dataDir, { recursive: true, force: true });
      if (troubles.length > 0) throw troubles[0];
    },
  };
}

/** Waits until something holds, for at most half a minute. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("waited too long");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
