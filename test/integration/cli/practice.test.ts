import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RpcClient } from "../practice/rpc-client.ts";

let folder: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-serve-"));
});
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly text: () => string;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

function hearth(...words: string[]): Run {
  const child = spawn(process.execPath, ["native/cli/main.ts", "practice", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, HEARTH_HOME: folder, TMPDIR: folder },
  });
  started.push(child);
  const heard = { out: "", err: "" };
  child.stdout?.on("data", (text) => {
    heard.out += String(text);
  });
  child.stderr?.on("data", (text) => {
    heard.err += String(text);
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, text: () => heard.out, errors: () => heard.err, ended };
}

async function endpointOf(run: Run): Promise<string> {
  const end = Date.now() + 90_000;
  for (;;) {
    const found = /Endpoint\s+(\S+)[\s\S]*Stop/.exec(run.text())?.[1];
    if (found) return found;
    if (Date.now() > end) throw new Error(`no endpoint in: ${run.text()}${run.errors()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

it("serves a chain in the foreground, says what one needs to know, and ends clean on Ctrl-C", async () => {
  const serving = hearth("serve", "--port", "0", "--ephemeral");
  const endpoint = await endpointOf(serving);
  expect(serving.text()).toMatch(/\/\/Alice\s+5Grwva\S+\s+1,000,000 TAO, sudo/);
  expect(serving.text()).toMatch(/\/\/Hearth\/\/Faucet\s+5CJio/);
  expect(readdirSync(folder).filter((name) => name.startsWith("hearth-served-"))).toHaveLength(1);

  const advance = hearth("advance", "25", "--endpoint", endpoint);
  expect(await advance.ended).toBe(0);
  expect(JSON.parse(advance.text())).toMatchObject({ reached: true });
  const file = join(folder, "state");
  const exporting = hearth("export", file, "--endpoint", endpoint);
  expect(await exporting.ended).toBe(0);
  const { number, stateRoot } = JSON.parse(exporting.text()) as {
    number: number;
    stateRoot: string;
  };

  serving.child.kill("SIGINT");
  expect(await serving.ended).toBe(0);
  expect(readdirSync(folder).filter((name) => name.startsWith("hearth-served-"))).toEqual([]);

  const again = hearth("serve", "--port", "0", "--from", file, "--block-time", "600");
  const client = await RpcClient.open(await endpointOf(again));
  expect(await client.result("chain_getHeader")).toMatchObject({
    number: `0x${number.toString(16)}`,
    stateRoot,
  });
  client.close();
  again.child.kill("SIGTERM");
  expect(await again.ended).toBe(0);
  expect(existsSync(join(folder, "served-chain", "practice-chain.sqlite"))).toBe(true);
}, 180_000);

it("says in the house's codes what it cannot do", async () => {
  const code = async (...words: string[]): Promise<unknown> => {
    const run = hearth(...words);
    expect(await run.ended).toBe(1);
    return (JSON.parse(run.errors()) as { code: unknown }).code;
  };
  const file = join(folder, "no-state");
  expect(await code("serve", "--port", "0", "--from", file)).toBe("NOT_FOUND");
  expect(await code("serve", "--port", "70000")).toBe("BAD_INPUT");
  expect(await code("advance", "5", "--endpoint", "ws://127.0.0.1:9")).toBe("CHAIN_UNREACHABLE");
  expect(await code("export", file, "--endpoint", "nonsense")).toBe("BAD_INPUT");
  for (const words of [[], ["serve", "--nonsense"], ["advance"], ["export"], ["dance"]])
    expect(await hearth(...words).ended).toBe(2);
}, 180_000);

it("writes an export whole or not at all", async () => {
  const serving = hearth("serve", "--port", "0", "--ephemeral", "--block-time", "600");
  const endpoint = await endpointOf(serving);
  const file = join(folder, "missing", "state");
  const failing = hearth("export", file, "--endpoint", endpoint);
  expect(await failing.ended).toBe(1);
  expect(JSON.parse(failing.errors())).toMatchObject({ code: "DATA_FOLDER_UNWRITABLE" });
  const good = join(folder, "state");
  expect(await hearth("export", good, "--endpoint", endpoint).ended).toBe(0);
  const first = readFileSync(good);
  expect(await hearth("export", good, "--endpoint", endpoint).ended).toBe(0);
  expect(readFileSync(good).equals(first)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  serving.child.kill("SIGINT");
  expect(await serving.ended).toBe(0);
}, 180_000);
