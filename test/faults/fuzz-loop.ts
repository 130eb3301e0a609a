import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { practiceRuntime } from "../../native/practice/runtime/runtime.ts";
import { RpcClient } from "../integration/practice/rpc-client.ts";
import { FuzzConnection } from "./fuzz-connection.ts";
import { extrinsicMaker } from "./fuzz-extrinsics.ts";
import { messageMaker } from "./fuzz-messages.ts";
import type { NodeReport, NodeWord } from "./fuzz-node.ts";
import { knock } from "./knock.ts";
import { type Random, seeded } from "./random.ts";
import { Watchdog } from "./watchdog.ts";

/** How much to send, and what decides what. */
export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  readonly onProgress?: (inputs: number, report: NodeReport) => void;
}

/** What came of it. */
export interface FuzzReport {
  readonly inputs: number;
  readonly messages: number;
  /** Connections that the node closed, for messages over its size among others. */
  readonly closed: number;
  /** The longest that the watchdog waited for an answer, milliseconds. */
  readonly slowest: number;
  /** Bytes of the node's heap after a collection: once it was warm, and at the end. */
  readonly heapBefore: number;
  readonly heapAfter: number;
  readonly resident: number;
  readonly blocks: number;
  /** What the node itself called a bug. */
  readonly troubles: readonly string[];
  readonly balanced: boolean;
}

const CONNECTIONS = 4;
const entry = fileURLToPath(new URL("fuzz-node.ts", import.meta.url));

/**
 * Sends a practice node malformed JSON, SCALE, extrinsics, keys and batches over real sockets, a few connections at a time, while
 * a watchdog on another asks for its health. Throws when the node ends or no longer answers.
 */
export async function fuzzLoop({ inputs, seed, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-fuzz-"));
  const child = fork(entry, [join(folder, "chain")], {
    execArgv: ["--expose-gc"],
    stdio: "inherit",
  });
  const troubles: string[] = [];
  child.on("message", (word: NodeWord) => {
    if (word.kind === "trouble") troubles.push(`${word.where}: ${word.reason}`);
  });
  let watchdog: Watchdog | undefined;
  const connections: FuzzConnection[] = [];
  try {
    const { endpoint, genesis } = await heard(child, "serves");
    watchdog = await Watchdog.start(endpoint);
    const random = seeded(seed);
    const next = await makerFor(endpoint, genesis, random);
    for (let count = 0; count < CONNECTIONS; count += 1)
      connections.push(await FuzzConnection.open(endpoint));
    let sent = 0;
    let messages = 0;
    let before: NodeReport | undefined;
    const work = async (connection: FuzzConnection): Promise<void> => {
      while (sent < inputs) {
        const message = next();
        sent += message.inputs;
        messages += 1;
        const isMilestone = messages % 1_000 === 0;
        // A client that goes away in the middle of things leaves nothing behind either.
        if (random.oneIn(97)) await connection.renew();
        if (random.oneIn(40)) await knock(endpoint, random, String(message.data).slice(0, 2_000));
        await connection.send(message.data);
        if (before === undefined && sent > inputs / 4) before = await report(child);
        if (isMilestone && onProgress) onProgress(sent, await report(child));
      }
    };
    await Promise.all(connections.map(work));
    const closed = connections.reduce((sum, connection) => sum + connection.closed, 0);
    for (const connection of connections.splice(0)) connection.end();
    const after = await report(child);
    return {
      inputs: sent,
      messages,
      closed,
      slowest: watchdog.slowest,
      heapBefore: (before ?? after).heap,
      heapAfter: after.heap,
      resident: after.resident,
      blocks: after.best,
      troubles,
      balanced: after.balanced,
    };
  } finally {
    for (const connection of connections) connection.end();
    watchdog?.stop();
    if (child.exitCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makerFor(endpoint: string, genesis: string, random: Random) {
  const runtime = practiceRuntime(() => undefined);
  const client = await RpcClient.open(endpoint);
  const { methods } = await client.result<{ methods: string[] }>("rpc_methods");
  const keys = await client.result<string[]>("state_getKeysPaged", ["0x", 200]);
  client.close();
  const apis = runtime.apis.flatMap(({ name, methods: own }) =>
    Object.keys(own).map((method) => `${name}_${method}`),
  );
  const extrinsic = extrinsicMaker(runtime, genesis, random);
  return messageMaker({ methods, apis, known: [genesis, ...keys], extrinsic }, random);
}

async function report(child: ChildProcess): Promise<NodeReport> {
  child.send("report");
  return heard(child, "report");
}

/** The next word of a kind. Rejects when the node ends. */
function heard<K extends NodeWord["kind"]>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<NodeWord, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null): void =>
      reject(new Error(`the node ended: ${code ?? signal}`));
    const listen = (word: NodeWord): void => {
      if (word.kind !== kind) return;
      child.off("message", listen);
      child.off("exit", ended);
      resolve(word as Extract<NodeWord, { kind: K }>);
    };
    child.on("message", listen);
    child.once("exit", ended);
  });
}
