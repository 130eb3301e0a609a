import type { RouterClient } from "@orpc/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import type { RunningProcess } from "../../../native/processes/launcher.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { portClient } from "../../../native/processes/rpc.ts";
import type { ChildRouter } from "./child.ts";

let child: RunningProcess;
let client: RouterClient<ChildRouter>;

beforeEach(async () => {
  process.env.HEARTH_TEST_SECRET = "token";
  child = nodeLauncher().launch({
    name: "child",
    entry: new URL("./child.ts", import.meta.url),
    env: { ADDED: "yes" },
  });
  client = portClient<RouterClient<ChildRouter>>(
    child,
    () => new HearthError("ENGINE_DOWN", { reason: "test" }),
  );
  await new Promise<void>((resolve) => child.onMessage(() => resolve()));
});

afterEach(async () => {
  child.kill("SIGKILL");
  await child.exited;
});

/** Resolves when a child has said a word. */
function heard(from: RunningProcess, word: string): Promise<void> {
  return new Promise((resolve) =>
    from.onMessage((message) => {
      if (typeof message === "object" && message !== null && word in message) resolve();
    }),
  );
}

test("values with bytes and bigints cross the process border unchanged", async () => {
  const value = { bytes: new Uint8Array([0, 1, 255]), big: 2n ** 70n };
  const echoed = await client.echo(value);
  expect([...echoed.bytes]).toEqual([0, 1, 255]);
  expect(echoed.big).toBe(value.big);
});

test("a HearthError keeps its code and detail, a bug arrives as INTERNAL, bad input as BAD_INPUT", async () => {
  await expect(client.fail()).rejects.toMatchObject({ code: "QUEUE_FULL", detail: { waiting: 3 } });
  await expect(client.bug()).rejects.toMatchObject({
    code: "INTERNAL",
    detail: { reason: "off by one" },
  });
  await expect(client.count(1.5)).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("a stream arrives in order and its error keeps its code", async () => {
  const seen: number[] = [];
  for await (const value of await client.count(5)) seen.push(value);
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  const failing = (async () => {
    for await (const value of await client.failingStream()) seen.push(value);
  })();
  await expect(failing).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
});

test("an aborted call rejects with CANCELLED and aborts on the other side", async () => {
  const [begun, aborted] = [heard(child, "begun"), heard(child, "aborted")];
  const controller = new AbortController();
  const call = client.hang(undefined, { signal: controller.signal });
  await begun;
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  await aborted;
});

test("a call in flight and every later one fail when the process is killed", async () => {
  const begun = heard(child, "begun");
  const call = client.hang();
  await begun;
  child.kill("SIGKILL");
  await expect(call).rejects.toMatchObject({ code: "ENGINE_DOWN" });
  await expect(client.fail()).rejects.toMatchObject({ code: "ENGINE_DOWN" });
});

test("a call whose signal aborts in the moment its process ends fails alone", async () => {
  const other = nodeLauncher().launch({
    name: "other",
    entry: new URL("./child.ts", import.meta.url),
  });
  const over = new AbortController();
  // Before the client's own listener, as a supervisor's is.
  const ended = other.exited.then(() => over.abort());
  const otherClient = portClient<RouterClient<ChildRouter>>(other);
  await new Promise<void>((resolve) => other.onMessage(() => resolve()));
  const unheard: unknown[] = [];
  const note = (error: unknown): void => void unheard.push(error);
  process.on("unhandledRejection", note);
  const begun = heard(other, "begun");
  const calls = Array.from({ length: 8 }, () =>
    otherClient.hang(undefined, { signal: over.signal }),
  );
  await begun;
  other.kill("SIGKILL");
  expect((await Promise.allSettled(calls)).map(({ status }) => status)).not.toContain("fulfilled");
  await ended;
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  process.off("unhandledRejection", note);
  expect(unheard).toEqual([]);
});

test("a child sees what was added to its environment and no secret of its parent", async () => {
  const environment = await client.environment();
  expect(environment.ADDED).toBe("yes");
  expect(environment.PATH).toBe(process.env.PATH);
  expect(environment.HEARTH_TEST_SECRET).toBeUndefined();
});
