import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const child = fileURLToPath(new URL("./electron-child.ts", import.meta.url));
const run = (...args: string[]) => promisify(execFile)(process.execPath, [child, ...args]);

test("llama.cpp loads where Electron forbids the library's test child", async () => {
  const { stdout } = await run("electron");
  expect(stdout).toContain("gpu false");
});

test("without the hook it would not, so the first test tests something", async () => {
  await expect(run("node")).rejects.toMatchObject({ stdout: expect.stringContaining("failed") });
});
