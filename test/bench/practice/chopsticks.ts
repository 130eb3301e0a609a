import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { WebSocket } from "ws";

/** The versions measured. Chopsticks brings no chain; the other package has the one public genesis with its runtime in it. */
const PACKAGES = ["@acala-network/chopsticks@1.5.1", "@substrate/connect-known-chains@1.10.3"];
const HOME = resolve("node_modules/.cache/hearth-bench/chopsticks-1.5.1");
const START_MILLIS = 60_000;
const EXPORT_CHAIN = `import { rococo_v2_2_asset_hub as spec } from "@substrate/connect-known-chains";
import { writeFileSync } from "node:fs";
writeFileSync("chain.json", spec);`;

/** A chopsticks process with an empty chain of Rococo's asset hub, which has Substrate's usual pallets. */
export interface Chopsticks {
  readonly endpoint: string;
  /** Calls one of its methods; throws what it answers as an error. */
  call<T>(method: string, ...params: readonly unknown[]): Promise<T>;
  close(): Promise<void>;
}

/**
 * Starts chopsticks with `rich` (an SS58 address) holding money. It is installed by npm on first use, outside the project's own
 * dependencies. Throws where that fails.
 */
export async function startChopsticks(folder: string, rich: string): Promise<Chopsticks> {
  await install();
  const port = await freePort();
  const config = join(folder, "chopsticks.json");
  const data = { free: `${10n ** 20n}` };
  writeFileSync(
    config,
    JSON.stringify({
      genesis: join(HOME, "chain.json"),
      host: "127.0.0.1",
      port,
      "build-block-mode": "Manual",
      "import-storage": { System: { Account: [[[rich], { providers: 1, data }]] } },
    }),
  );
  const program = join(HOME, "node_modules/@acala-network/chopsticks/chopsticks.cjs");
  const child = spawn(process.execPath, [program, "-c", config], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = createWriteStream(join(folder, "chopsticks.log"));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const ended = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  try {
    const endpoint = `ws://127.0.0.1:${port}`;
    const socket = await connected(endpoint, child);
    return {
      endpoint,
      call: caller(socket),
      close: () => {
        socket.close();
        return close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A JSON-RPC answer. */
interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

async function install(): Promise<void> {
  if (existsSync(join(HOME, "chain.json"))) return;
  const aside = `${HOME}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  try {
    writeFileSync(join(aside, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const run = promisify(execFile);
    await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...PACKAGES], {
      cwd: aside,
    });
    await run(process.execPath, ["--input-type=module", "-e", EXPORT_CHAIN], { cwd: aside });
    renameSync(aside, HOME);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function connected(endpoint: string, child: { exitCode: number | null }): Promise<WebSocket> {
  const deadline = performance.now() + START_MILLIS;
  for (;;) {
    const socket = new WebSocket(endpoint);
    const opened = once(socket, "open").then(
      () => true,
      () => false,
    );
    if (await opened) return socket;
    if (child.exitCode !== null) throw new Error(`chopsticks ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error("chopsticks did not open its port");
    await new Promise((done) => setTimeout(done, 200));
  }
}

function caller(socket: WebSocket): Chopsticks["call"] {
  let next = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.on("message", (data) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  return async (method, ...params) => {
    next += 1;
    const id = next;
    const { promise, resolve: answered } = Promise.withResolvers<Answer>();
    waiting.set(id, answered);
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    const { result, error } = await promise;
    waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as never;
  };
}
