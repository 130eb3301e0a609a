import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProcessPort } from "../../../native/processes/launcher.ts";
import { serveLauncher } from "../../../native/processes/launcher-relay.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { relayedLauncher } from "../../../native/processes/relayed-launcher.ts";

/** Two ends of one channel that copies like the real one. */
function portPair(): [ProcessPort, ProcessPort] {
  const [left, right] = [
    new Set<(message: unknown) => void>(),
    new Set<(message: unknown) => void>(),
  ];
  const end = (
    mine: Set<(message: unknown) => void>,
    other: Set<(message: unknown) => void>,
  ): ProcessPort => ({
    postMessage: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of [...other]) listener(copy);
      });
    },
    onMessage: (listener) => {
      mine.add(listener);
      return () => void mine.delete(listener);
    },
  });
  return [end(left, right), end(right, left)];
}

let folder: string;
let entry: URL;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-relay-"));
  const file = join(folder, "echo.mjs");
  writeFileSync(
    file,
    `process.on("message", (m) => { if (m.die) { console.error("last words"); process.exit(m.die); } process.send({ echo: m, args: process.argv.slice(2), extra: process.env.EXTRA }); });`,
  );
  entry = pathToFileURL(file);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a relayed launcher", () => {
  it("starts a real process, carries messages both ways and reports its end", async () => {
    const [host, shell] = portPair();
    const relay = serveLauncher(shell, nodeLauncher(), () => true);
    const child = relayedLauncher(host).launch({
      name: "echo",
      entry,
      args: ["--x"],
      env: { EXTRA: "1" },
    });
    const answer = new Promise((resolve) => child.onMessage(resolve));
    child.postMessage({ big: 2n ** 70n });
    expect(await answer).toEqual({ echo: { big: 2n ** 70n }, args: ["--x"], extra: "1" });
    expect(child.pid).toBeGreaterThan(0);
    child.postMessage({ die: 7 });
    expect(await child.exited).toEqual({ code: 7, signal: null });
    expect(child.stderrTail()).toContain("last words");
    await relay.close();
  });

  it("refuses an entry that the shell does not allow", async () => {
    const [host, shell] = portPair();
    const relay = serveLauncher(shell, nodeLauncher(), () => false);
    const child = relayedLauncher(host).launch({ name: "echo", entry });
    expect(await child.exited).toEqual({ code: null, signal: null });
    expect(child.stderrTail()).toContain("not allowed");
    await relay.close();
  });

  it("passes on no variable that would make Node run other code", async () => {
    const [host, shell] = portPair();
    const relay = serveLauncher(shell, nodeLauncher(), () => true);
    const evil = join(folder, "evil.mjs");
    writeFileSync(evil, "process.exit(66);");
    const env = { EXTRA: "1", NODE_OPTIONS: `--import=${pathToFileURL(evil)}` };
    const child = relayedLauncher(host).launch({ name: "echo", entry, env });
    const answer = new Promise((resolve) => child.onMessage(resolve));
    child.postMessage({});
    expect(await answer).toMatchObject({ extra: "1" });
    await relay.close();
  });

  it("leaves no process behind when the relay closes", async () => {
    const [host, shell] = portPair();
    const relay = serveLauncher(shell, nodeLauncher(), () => true);
    const child = relayedLauncher(host).launch({ name: "echo", entry });
    child.postMessage({});
    await new Promise((resolve) => child.onMessage(resolve));
    await relay.close();
    expect((await child.exited).signal).toBe("SIGTERM");
    expect(() => process.kill(child.pid as number, 0)).toThrow();
  });
});
