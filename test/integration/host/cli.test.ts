import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type HeldFolder, holdDataFolder } from "../../../native/host/data-folder.ts";
import { type PageServer, startPageServer } from "../../../native/host/page/page-server.ts";
import { createRouter, type HostHandlers } from "../../../native/host/router.ts";

const token = "t".repeat(43);
let folder: string;
let held: HeldFolder;
let server: PageServer;
let asked: unknown[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-cli-"));
  asked = [];
  const handlers = {
    mining: { start: (input: unknown) => asked.push(input) },
  } as unknown as HostHandlers;
  held = holdDataFolder(folder);
  const router = createRouter(handlers);
  server = await startPageServer({ pageFolder: folder, router, token, port: 0 });
  held.publish({ pid: process.pid, url: `http://127.0.0.1:${server.port}/`, token });
});
afterEach(async () => {
  await server.close();
  held.release();
  rmSync(folder, { recursive: true, force: true });
});

async function hearth(words: string[], input: string): Promise<{ stdout: string; stderr: string }> {
  const parameters = ["native/cli/main.ts", ...words, "--data-dir", folder];
  const child = spawn(process.execPath, parameters, { stdio: "pipe" });
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

it("reads what is secret from standard input, out of sight of other programs", async () => {
  await hearth(["call", "mining.start", "-"], '{"password":"correct horse"}\n');
  expect(asked).toEqual([{ password: "correct horse" }]);
});

it("repeats nothing of what was given when that is not JSON", async () => {
  const { stderr } = await hearth(["call", "mining.start", "-"], '{"password":"correct horse');
  expect(JSON.parse(stderr)).toMatchObject({ code: "BAD_INPUT" });
  expect(stderr).not.toContain("horse");
});

it("names the field that the contract refuses", async () => {
  const { stderr } = await hearth(["call", "mining.start", '{"netuid":-1}'], "");
  expect(JSON.parse(stderr)).toMatchObject({ code: "BAD_INPUT", detail: {} });
  expect(JSON.parse(stderr).why).toContain("netuid: ");
});

it("gives no password to whatever listens where a killed node did", async () => {
  const record = { pid: process.pid, url: `http://127.0.0.1:${server.port}/`, token };
  held.release();
  writeFileSync(join(folder, "host.json"), JSON.stringify(record));
  const { stderr } = await hearth(["call", "mining.start", "-"], '{"password":"correct horse"}');
  expect(JSON.parse(stderr)).toMatchObject({ code: "HOST_NOT_RUNNING" });
  expect(asked).toEqual([]);
  held = holdDataFolder(folder);
});
