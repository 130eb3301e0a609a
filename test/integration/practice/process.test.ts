import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeHeader } from "../../../native/practice/node/block.ts";
import { Chain } from "../../../native/practice/node/chain.ts";
import { ChainDatabase } from "../../../native/practice/node/database.ts";
import { balances } from "../../../native/practice/runtime/balances/pallet.ts";
import { practiceRuntime } from "../../../native/practice/runtime/runtime.ts";
import { system } from "../../../native/practice/runtime/system/pallet.ts";

const entry = fileURLToPath(new URL("../../../native/practice/main.ts", import.meta.url));
let folder: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "practice-"));
});
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Ready {
  readonly ready: true;
  readonly endpoint: string;
  readonly genesis: string;
  readonly blockSeconds: number;
  readonly tempo: number;
}
interface Ended {
  readonly code: number | null;
  readonly errors: string;
}
interface Started {
  readonly child: ChildProcess;
  readonly ready: Promise<Ready>;
  readonly ended: Promise<Ended>;
}

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [entry, "--data-dir", folder, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += String(text);
  });
  const ready = new Promise<Ready>((resolve) => {
    child.stdout.once("data", (text) => resolve(JSON.parse(String(text)) as Ready));
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code) => resolve({ code, errors }));
  });
  return { child, ready, ended };
}

/** Asks one thing over a socket of its own. */
async function ask<T>(endpoint: string, method: string, params: unknown[] = []): Promise<T> {
  const socket = new WebSocket(endpoint);
  try {
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const answer = new Promise<T>((resolve) => {
      socket.onmessage = ({ data }) => resolve((JSON.parse(String(data)) as { result: T }).result);
    });
    socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    return await answer;
  } finally {
    socket.close();
  }
}

async function height(endpoint: string): Promise<number> {
  return Number((await ask<{ number: string }>(endpoint, "chain_getHeader")).number);
}

async function untilHeight(endpoint: string, wanted: number): Promise<void> {
  while ((await height(endpoint)) < wanted) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Everything a half-written block would break: links, numbers, readable states, coins that add up. */
function checkWhole(): number {
  const database = new ChainDatabase(join(folder, "practice-chain.sqlite"), folder);
  try {
    const runtime = practiceRuntime((error) => {
      throw error;
    });
    const refuse = (): never => {
      throw new Error("this chain must exist already");
    };
    const chain = new Chain({
      database,
      runtime,
      genesis: refuse,
      facts: {},
      keptStates: undefined,
    });
    for (let number = 1; number <= chain.best.number; number += 1) {
      const block = chain.blockAt(number);
      expect(block?.parentHash).toBe(chain.hashAt(number - 1));
      expect(decodeHeader(block!.header).number).toBe(number);
      const state = chain.stateAt({ number, hash: block!.hash });
      expect(system.storage.Number.get(state)).toBe(number);
      expect(system.storage.Events.get(state)).toHaveLength(system.storage.EventCount.get(state));
    }
    const held = system.storage.Account.entries(chain.state).reduce(
      (sum, [, { data }]) => sum + data.free,
      0n,
    );
    expect(balances.storage.TotalIssuance.get(chain.state)).toBe(held);
    return chain.best.number;
  } finally {
    database.close();
  }
}

describe("the practice node as a process", () => {
  it("loses at most the block in flight when it is killed, again and again, and goes on", async () => {
    let seen = 0;
    let genesis: string | undefined;
    for (let round = 0; round < 3; round += 1) {
      const { child, ready, ended } = start("--block-time", "0.05");
      const { endpoint, genesis: now } = await ready;
      genesis ??= now;
      expect(now).toBe(genesis);
      expect(await height(endpoint)).toBeGreaterThanOrEqual(seen);
      await untilHeight(endpoint, seen + 8 + round);
      seen = await height(endpoint);
      child.kill("SIGKILL");
      await ended;
      expect(checkWhole()).toBeGreaterThanOrEqual(seen);
    }
  });

  it("says when it is ready and ends on SIGTERM, whoever is connected", async () => {
    const { child, ready, ended } = start("--tempo", "10", "--block-time", "2");
    const { endpoint, ...rest } = await ready;
    expect(rest).toMatchObject({ ready: true, blockSeconds: 2, tempo: 10 });
    const silent = connect(Number(new URL(endpoint).port), "127.0.0.1");
    silent.on("error", () => undefined);
    await new Promise((resolve) => silent.once("connect", resolve));
    const asked = performance.now();
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    // Two seconds where nobody else needs the machine; who waits for the silent one takes longer than this.
    expect(performance.now() - asked).toBeLessThan(30_000);
  });

  it("says which port is taken", async () => {
    const other: Server = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port));
    });
    const { code, errors } = await start("--port", String(port)).ended;
    other.close();
    expect(code).toBe(1);
    expect(JSON.parse(errors)).toMatchObject({ error: { code: "PORT_TAKEN", detail: { port } } });
  });

  it("says that the folder cannot be written, that it is in use, and that the file is damaged", async () => {
    writeFileSync(join(folder, "file"), "");
    const inside = spawn(process.execPath, [entry, "--data-dir", join(folder, "file", "inside")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    started.push(inside);
    let text = "";
    inside.stderr.on("data", (part) => {
      text += String(part);
    });
    await new Promise((resolve) => inside.once("close", resolve));
    expect(JSON.parse(text)).toMatchObject({ error: { code: "DATA_FOLDER_UNWRITABLE" } });

    const first = start();
    await first.ready;
    const second = await start().ended;
    expect(JSON.parse(second.errors)).toMatchObject({
      error: { code: "DATA_FOLDER_IN_USE", detail: { pid: first.child.pid } },
    });
    first.child.kill("SIGTERM");
    await first.ended;

    writeFileSync(
      join(folder, "practice-chain.sqlite"),
      "this is no database, and never was one ".repeat(200),
    );
    const { code, errors } = await start().ended;
    expect(code).toBe(1);
    expect(JSON.parse(errors)).toMatchObject({ error: { code: "PRACTICE_CHAIN_DAMAGED" } });
  });

  it("refuses arguments it does not understand", async () => {
    const { code, errors } = await start("--tempo", "one").ended;
    expect(code).toBe(1);
    expect(JSON.parse(errors)).toMatchObject({ error: { code: "BAD_INPUT" } });
  });
});
