import { fork } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { surveyGraphics } from "../../../native/gpu/survey/survey-graphics.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-hung-"));
const started = join(folder, "started");

/** An nvidia-smi that a driver holds, itself and by a program that it started; lspci lists nothing, so that it is asked at all. */
function layOutTools(): void {
  const script = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, name), ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
  script("lspci", ["exit 0"]);
  script("nvidia-smi", ["sleep 600 &", `echo $$ $! >> ${started}`, "wait"]);
}

/** Ended ones that nobody has fetched yet do not count. */
function runs(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.[0];
    return state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}

/** The numbers of the hung programs, once they are there. */
const hung = () =>
  vi.waitFor(
    () => {
      const pids = readFileSync(started, "utf8").trim().split(/\s+/).map(Number);
      expect(pids).toHaveLength(2);
      expect(pids.filter(runs)).toEqual(pids);
      return pids;
    },
    { timeout: 60_000, interval: 20 },
  );
const gone = (pids: readonly number[]) =>
  expect.poll(() => pids.filter(runs), { timeout: 60_000, interval: 20 }).toEqual([]);

// The other systems list cards by other programs, and what runs there is not told by files.
describe.skipIf(process.platform !== "linux")("a driver that holds nvidia-smi", () => {
  beforeEach(() => {
    layOutTools();
    rmSync(started, { force: true });
    vi.stubEnv("PATH", [folder, process.env.PATH].join(delimiter));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    if (!existsSync(started)) return;
    // Where the test failed.
    for (const pid of readFileSync(started, "utf8").trim().split(/\s+/).map(Number))
      if (pid > 1 && runs(pid)) process.kill(pid, "SIGKILL");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // defect: each survey that was ended left its nvidia-smi behind, one more every twenty seconds
  test("a survey that is ended takes along the programs it waits for", async () => {
    const over = new AbortController();
    const survey = surveyGraphics(nodeLauncher(), 600_000, over.signal);
    const failed = expect(survey).rejects.toThrow("ended without an answer");
    const pids = await hung();
    over.abort();
    await failed;
    await gone(pids);
  }, 120_000);

  // defect: the hung nvidia-smi outlived a node that was killed
  test("a node that is killed leaves neither a survey nor its programs", async () => {
    const parent = fork(new URL("./survey-parent.ts", import.meta.url), { stdio: "ignore" });
    const pids = await hung();
    parent.kill("SIGKILL");
    await gone(pids);
  }, 120_000);
});
