import { expect, test } from "vitest";
import { surveyGraphics } from "../../../native/gpu/survey/survey-graphics.ts";
import type { Launcher, RunningProcess } from "../../../native/processes/launcher.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { trackedLauncher } from "../../../native/processes/tracked-launcher.ts";

test("this machine's graphics are listed by a process that is gone afterwards", async () => {
  const pids: number[] = [];
  const real = trackedLauncher(nodeLauncher());
  const launcher: Launcher = {
    launch: (spec) => {
      const child = real.launch(spec);
      if (child.pid !== undefined) pids.push(child.pid);
      return child;
    },
  };
  const graphics = await surveyGraphics(launcher, 60_000);
  expect(Array.isArray(graphics)).toBe(true);
  await real.endAll();
  expect(pids).toHaveLength(1);
  expect(() => process.kill(pids[0] ?? 0, 0)).toThrow();
}, 90_000);

/** A process that says what it is told, when it is told, and remembers how it was ended. */
function puppet(): {
  launcher: Launcher;
  say(message: unknown): void;
  end(): void;
  killed: string[];
} {
  let listener = (_message: unknown): void => {};
  let end = (): void => {};
  const killed: string[] = [];
  const exited = new Promise<{ code: number; signal: null }>((resolve) => {
    end = () => resolve({ code: 0, signal: null });
  });
  const child: RunningProcess = {
    pid: undefined,
    exited,
    postMessage: () => {},
    onMessage: (heard) => {
      listener = heard;
      return () => {};
    },
    kill: (signal = "SIGTERM") => void killed.push(signal),
    stderrTail: () => "",
  };
  return {
    launcher: { launch: () => child },
    say: (message) => listener(message),
    end: () => end(),
    killed,
  };
}

test("figures of a wrong kind are left out, the card stays", async () => {
  const child = puppet();
  const survey = surveyGraphics(child.launcher);
  child.say({ graphics: [{ name: "GeForce RTX 4070", vendor: 7, load: "high", celsius: 41 }] });
  expect(await survey).toEqual([{ name: "GeForce RTX 4070", vendor: "", celsius: 41 }]);
  expect(child.killed).toEqual(["SIGKILL"]);
});

test.each([
  ["nonsense", "makes no sense"],
  [{ graphics: "no list" }, "makes no sense"],
  [{ failed: "lspci is not installed" }, "lspci is not installed"],
])("an answer %j is a failure", async (message, reason) => {
  const child = puppet();
  const survey = surveyGraphics(child.launcher);
  child.say(message);
  await expect(survey).rejects.toThrow(reason);
  expect(child.killed).toEqual(["SIGKILL"]);
});

test("a tool that hangs is not waited for, and its process is ended", async () => {
  const child = puppet();
  await expect(surveyGraphics(child.launcher, 5)).rejects.toThrow("did not answer in time");
  expect(child.killed).toEqual(["SIGKILL"]);
});

test("a process that ends without an answer is a failure", async () => {
  const child = puppet();
  const survey = surveyGraphics(child.launcher);
  child.end();
  await expect(survey).rejects.toThrow("ended without an answer");
});

test("a survey that is no longer wanted is ended at once", async () => {
  const child = puppet();
  const over = new AbortController();
  const survey = surveyGraphics(child.launcher, 60_000, over.signal);
  over.abort();
  expect(child.killed).toEqual(["SIGKILL"]);
  child.end();
  await expect(survey).rejects.toThrow("ended without an answer");
});
