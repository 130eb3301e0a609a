import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RouterClient } from "@orpc/server";
import { afterEach, expect, test } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { portClient } from "../../../native/processes/rpc.ts";
import {
  type Supervised,
  type SupervisedStatus,
  type SuperviseOptions,
  supervise,
} from "../../../native/processes/supervisor.ts";
import type { ChildRouter } from "./child.ts";

type Client = RouterClient<ChildRouter>;

let supervised: Supervised<Client> | undefined;
afterEach(async () => supervised?.close());

function start(mode: () => string, options: Partial<SuperviseOptions<Client>> = {}) {
  const changes: SupervisedStatus[] = [];
  const started = supervise<Client>({
    name: "child",
    launcher: nodeLauncher(),
    spec: () => ({ name: "child", entry: new URL("./child.ts", import.meta.url), args: [mode()] }),
    ready: async (process) => {
      await new Promise<void>((resolve) => process.onMessage(() => resolve()));
      return portClient<Client>(process, () => new HearthError("ENGINE_DOWN", { reason: "test" }));
    },
    onChange: (status) => changes.push(status),
    policy: { firstDelay: 10, longestDelay: 40, giveUpAfter: 3 },
    ...options,
  });
  supervised = started;
  return { started, changes };
}

function alive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? -1, 0);
    return true;
  } catch {
    return false;
  }
}

async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("a crash loop ends in giving up with the reason, and a restart begins anew", async () => {
  let mode = "crash";
  const { started, changes } = start(() => mode);
  await expect(started.whenReady()).rejects.toMatchObject({
    code: "NOT_READY",
    detail: { what: "child", reason: expect.stringContaining("broken on purpose") },
  });
  expect(started.status()).toMatchObject({ state: "gave-up", restarts: 2 });
  expect(changes.filter((status) => status.state === "backing-off")).toHaveLength(2);
  mode = "serve";
  started.restart();
  const client = await started.whenReady();
  await expect(client.fail()).rejects.toMatchObject({ code: "QUEUE_FULL" });
});

test("a killed process is started again and serves again", async () => {
  const { started } = start(() => "serve");
  await started.whenReady();
  const { pid } = started.status();
  process.kill(pid ?? -1, "SIGKILL");
  await eventually(() => started.status().pid !== pid && started.status().state === "running");
  await expect((await started.whenReady()).fail()).rejects.toMatchObject({ code: "QUEUE_FULL" });
  expect(started.status()).toMatchObject({ restarts: 1, lastError: "ended by SIGKILL" });
});

test("an exit with code 0 is not a crash, one before ready is", async () => {
  const { started } = start(() => "serve");
  // Its answer may come too late to be sent.
  await (await started.whenReady()).exit(0).catch(() => {});
  await eventually(() => started.status().state === "stopped");
  await expect(started.whenReady()).rejects.toMatchObject({ code: "NOT_READY" });
  await started.close();
  const early = start(() => "exit-before-ready").started;
  await expect(early.whenReady()).rejects.toMatchObject({ code: "NOT_READY" });
  expect(early.status().state).toBe("gave-up");
});

test("a process that is never ready is killed and counts as failed", async () => {
  const { started } = start(() => "never-ready", { readyMillis: 300, policy: { giveUpAfter: 1 } });
  await expect(started.whenReady()).rejects.toMatchObject({
    detail: { reason: "it was not ready in time" },
  });
});

test("a process that stops answering is killed and started again", async () => {
  let answers = false;
  const { started } = start(() => "serve", {
    health: {
      check: (client) => (answers ? Promise.resolve() : client.hang()),
      everyMillis: 20,
      timeoutMillis: 50,
    },
  });
  await started.whenReady();
  await eventually(() => started.status().lastError === "it stopped answering");
  answers = true;
  await started.whenReady();
});

test("closing kills what ignores SIGTERM, and waiting callers are told", async () => {
  const { started } = start(() => "ignores-sigterm", { stopGraceMillis: 100 });
  await started.whenReady();
  const { pid } = started.status();
  await started.close();
  expect(alive(pid)).toBe(false);
  expect(started.status().state).toBe("stopped");
  await expect(started.whenReady()).rejects.toMatchObject({ code: "CANCELLED" });
  const waiting = start(() => "never-ready").started;
  const call = waiting.whenReady();
  const closed = waiting.close();
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  await closed;
});

test.each(["serve", "ignores-sigterm"])(
  "a child (%s) ends when its parent is killed",
  async (mode) => {
    const parent = spawn(process.execPath, [
      fileURLToPath(new URL("./parent.ts", import.meta.url)),
      mode,
    ]);
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString().trim());
    expect(alive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await eventually(() => !alive(pid));
  },
);

test("an entry that does not exist fails with its name", async () => {
  const { started } = start(() => "serve", {
    spec: () => ({ name: "none", entry: new URL("./absent.ts", import.meta.url) }),
    policy: { giveUpAfter: 1 },
  });
  await expect(started.whenReady()).rejects.toThrow(HearthError);
  expect(started.status().lastError).toContain("absent.ts");
});

test("a spec that cannot be made counts as a failed start", async () => {
  const { started } = start(() => "serve", {
    spec: () => {
      throw new Error("no folder");
    },
    policy: { giveUpAfter: 1 },
  });
  await expect(started.whenReady()).rejects.toMatchObject({ detail: { reason: "no folder" } });
});
