import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runProgram } from "../../interop/program.ts";
import type { Row, SuiteContext } from "../../interop/suite.ts";

let scratch: string;
let stop: AbortController;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "interop-program-"));
  stop = new AbortController();
});
afterEach(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));

/** Runs a program of Node's in the place of one of Python's. */
async function rowsOf(source: string, timeoutMillis = 60_000): Promise<readonly Row[]> {
  const network = {
    endpoint: "ws://127.0.0.1:1",
    genesis: "0x00",
    blockSeconds: 1,
    tempo: 20,
    phrase: "a phrase",
    faucet: "//Faucet",
  };
  const context: SuiteContext = { network, scratch, signal: stop.signal, say: () => {} };
  const file = join(scratch, "tool.mjs");
  writeFileSync(file, source);
  const program = { tool: "tool 1", executable: process.execPath, args: [file], timeoutMillis };
  const rows: Row[] = [];
  for await (const row of runProgram(program, context)) rows.push(row);
  return rows;
}

const works = (command: string): Row => ({ tool: "tool 1", command, outcome: "works" });
const report = (command: string) => `console.log('{"command": "${command}", "ok": true}');`;

describe("a tool's program", () => {
  it("gives its rows, among whatever else it prints", async () => {
    const source = `console.log("hello"); ${report("one")} console.error("oh"); ${report("two")}`;
    expect(await rowsOf(source)).toEqual([works("one"), works("two")]);
  });

  it("is told the network, and has a home of its own", async () => {
    const keep = `import { writeFileSync } from "node:fs"; writeFileSync("seen.json", JSON.stringify(process.env));`;
    await rowsOf(`${keep} ${report("one")}`);
    const seen = JSON.parse(readFileSync(join(scratch, "seen.json"), "utf8"));
    expect(seen.HOME).toBe(join(scratch, "home"));
    expect(existsSync(seen.HOME)).toBe(true);
    expect(JSON.parse(seen.HEARTH_INTEROP)).toMatchObject({ phrase: "a phrase", scratch });
  });

  it("that dies adds a failed row with its last words", async () => {
    const [first, last] = await rowsOf(`${report("one")} throw new Error("out of luck");`);
    expect(first).toEqual(works("one"));
    expect(last?.command).toBe("tool.mjs (the program)");
    expect(last?.outcome).toMatchObject({
      failed: expect.stringMatching(/^ended with 1.*out of luck/s),
    });
  });

  it("that says nothing has failed", async () => {
    expect(await rowsOf("")).toMatchObject([{ outcome: { failed: "reported nothing: " } }]);
  });

  it("that takes too long is ended, and so is what it started", async () => {
    const source = `
      import { spawn } from "node:child_process";
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      console.log(JSON.stringify({ command: String(child.pid), ok: true }));
      setInterval(() => {}, 1000);`;
    const [started, last] = await rowsOf(source, 15_000);
    expect(last?.outcome).toMatchObject({ failed: expect.stringContaining("took too long") });
    await expect.poll(() => isAlive(Number(started?.command)), { timeout: 30_000 }).toBe(false);
  });

  it("ends when the run is stopped", async () => {
    const running = rowsOf(`${report("one")} setInterval(() => {}, 1000);`);
    setTimeout(() => stop.abort(), 500);
    expect((await running).at(-1)?.outcome).toMatchObject({
      failed: expect.stringContaining("ended with SIGKILL"),
    });
  });

  it("that cannot be started says so", async () => {
    const file = join(scratch, "no-such-program");
    const network = {} as SuiteContext["network"];
    const context: SuiteContext = { network, scratch, signal: stop.signal, say: () => {} };
    const rows: Row[] = [];
    for await (const row of runProgram({ tool: "tool 1", executable: file, args: [] }, context)) {
      rows.push(row);
    }
    expect(rows).toMatchObject([{ outcome: { failed: expect.stringContaining("ENOENT") } }]);
  });
});

/** A process that ended but was not waited for yet (a zombie of the machine's init) counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = existsSync(`/proc/${pid}/stat`) && readFileSync(`/proc/${pid}/stat`, "utf8");
    return state === false || !/\) Z /.test(state);
  } catch {
    return false;
  }
}
