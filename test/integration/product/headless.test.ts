import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  allGone,
  descendants,
  fastPace,
  headlessCommand,
  hearth,
  type Product,
  refusedStart,
  startProduct,
  startProgram,
  temporaryFolder,
  until,
} from "../../fakes/product.ts";

/** The names that the first slice fixed for good. */
const fixedNames = [
  ...["node.status", "hardware.list", "models.list"],
  ...["wallet.create", "wallet.list", "wallet.balance", "practice.faucet"],
  ...["mining.start", "mining.stop", "mining.status"],
  ...["earnings.summary", "earnings.history", "earnings.reconcile"],
  ...["stake.quote", "stake.add", "stake.remove", "stake.positions"],
  ...["validator.start", "validator.stop", "validator.status"],
  ...["network.info", "network.subnets", "network.metagraph"],
];

const folder = temporaryFolder();
let product: Product;

beforeAll(async () => {
  product = await startProduct({ folder: folder.path });
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  folder.remove();
});

const hostFile = (): string => join(folder.path, "host.json");
const hostRecord = (): { pid: number; url: string; token: string } =>
  JSON.parse(readFileSync(hostFile(), "utf8"));

describe("a headless node", () => {
  test("says one line when it is ready and writes down for its owner alone how to reach it", async () => {
    const { stdout } = product.said();
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ ready: true, pid: product.pid });
    const record = hostRecord();
    expect(statSync(hostFile()).mode & 0o777).toBe(0o600);
    expect(record.pid).toBe(product.pid);
    expect(product.url).toBe(`${record.url}#token=${record.token}`);
    const page = await fetch(record.url);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("is found by the command line through --data-dir and HEARTH_HOME", async () => {
    const byFlag = await hearth(["call", "node.status", "--data-dir", folder.path]);
    expect(byFlag).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(byFlag.stdout)).toMatchObject({
      pid: product.pid,
      network: "practice",
      shell: "headless",
      dataFolder: folder.path,
    });
    const byHome = await hearth(["call", "network.info", "{}"], { HEARTH_HOME: folder.path });
    expect(JSON.parse(byHome.stdout)).toMatchObject({ network: "practice" });
  });

  test("lists every fixed procedure with its schemas", async () => {
    const { code, stdout } = await hearth(["list"]);
    expect(code).toBe(0);
    const listed = JSON.parse(stdout) as { name: string; input: object; output: object }[];
    const byName = new Map(listed.map((one) => [one.name, one]));
    for (const name of fixedNames) {
      expect(byName.get(name), name).toMatchObject({
        kind: "call",
        input: { $schema: expect.any(String) },
        output: { $schema: expect.any(String) },
      });
    }
  });

  test("answers a failure with its code on standard error, and a wrong command line with status 2", async () => {
    const at = ["--data-dir", folder.path];
    const missing = await hearth(["call", "wallet.balance", '{"wallet":"nobody"}', ...at]);
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(JSON.parse(missing.stderr)).toMatchObject({
      code: "WALLET_NOT_FOUND",
      what: "There is no wallet named nobody.",
    });
    const wrongInput = await hearth(["call", "wallet.create", '{"name":"../up"}', ...at]);
    expect([wrongInput.code, JSON.parse(wrongInput.stderr).code]).toEqual([1, "BAD_INPUT"]);
    const notJson = await hearth(["call", "node.status", "{", ...at]);
    expect([notJson.code, JSON.parse(notJson.stderr).code]).toEqual([1, "BAD_INPUT"]);
    const nobody = await hearth(["call", "node.status"], { HEARTH_HOME: join(folder.path, "x") });
    expect([nobody.code, JSON.parse(nobody.stderr).code]).toEqual([1, "HOST_NOT_RUNNING"]);
    for (const words of [["call"], ["dance"], ["call", "node.status", "--colour"]]) {
      expect(await hearth(words)).toMatchObject({ code: 2, stdout: "" });
    }
  });

  test("streams the network's blocks as lines until the watcher leaves", async () => {
    const watch = startProgram([
      "native/cli/main.ts",
      ...["watch", "network", "--data-dir", folder.path],
    ]);
    const heights = await until(() => {
      const lines = watch.said().stdout.split("\n").slice(0, -1);
      const found = lines.flatMap((line) => JSON.parse(line).best?.number ?? []);
      return found.length >= 5 ? (found as number[]) : undefined;
    }, "five blocks");
    expect(new Set(heights).size).toBeGreaterThan(1);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    watch.kill("SIGINT");
    expect(await watch.ended).toMatchObject({ code: 0, stderr: "" });
  });

  test("refuses a second start on its folder and goes on itself", async () => {
    const second = await refusedStart({ folder: folder.path });
    expect(second.code).toBe(1);
    expect(second.line).toMatchObject({
      ready: false,
      code: "DATA_FOLDER_IN_USE",
      detail: { folder: folder.path, pid: product.pid },
    });
    expect(second.stderr).toContain(`Process ${product.pid} holds ${folder.path}.`);
    expect(hostRecord().pid).toBe(product.pid);
    expect((await product.client.node.status({})).pid).toBe(product.pid);
  });

  test("keeps neither memory nor sockets of a hundred calls and fifty clients", async () => {
    const status = () => readFileSync(`/proc/${product.pid}/status`, "utf8");
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(status())?.[1]) * 1024;
    const openSockets = () => openFiles(product.pid);
    const round = async () => {
      for (let call = 0; call < 100; call += 1) {
        await product.client.network.metagraph({ netuid: 1 });
        await product.client.node.timeline({ limit: 100 });
      }
    };
    await round();
    const [memory, sockets] = [resident(), openSockets()];
    await round();
    for (let visitor = 0; visitor < 50; visitor += 1) {
      const connection = await product.connect();
      const stream = await connection.client.network.watch({});
      await stream.next();
      connection.close();
    }
    await until(() => (openSockets() <= sockets + 3 ? true : undefined), "closed sockets");
    expect(resident() - memory).toBeLessThan(150 * 2 ** 20);
  });

  test("ends on SIGTERM with nothing left", async () => {
    const children = product.processes();
    expect(children.length).toBeGreaterThanOrEqual(3);
    const status = await product.client.node.status({});
    const named = status.processes.map((one) => one.pid);
    expect(children).toEqual(expect.arrayContaining(named));
    const { code, signal, millis } = await product.end("SIGTERM");
    expect([code, signal]).toEqual([0, null]);
    // Five seconds where nobody else needs the machine; one that waits for somebody takes longer than this.
    expect(millis).toBeLessThan(30_000);
    await allGone(children);
    expect(existsSync(hostFile())).toBe(false);
  });

  test("killed outright, leaves no process behind and nothing in the way of the next start", async () => {
    const killed = await startProduct({ folder: folder.path });
    await until(
      async () =>
        (await killed.client.node.status({})).processes.every((one) => one.state === "running") ||
        undefined,
      "all processes",
    );
    const children = killed.processes();
    await killed.end("SIGKILL");
    await allGone(children);
    expect(existsSync(hostFile())).toBe(true);
    product = await startProduct({ folder: folder.path });
    expect(hostRecord().pid).toBe(product.pid);
    await product.end();
  });
});

test("npm run headless hands signals on to the node", async () => {
  const own = temporaryFolder();
  const npm = startProgram(["run", "--silent", "headless", "--", ...headlessWords(own.path)], {
    command: "npm",
  });
  const ready = await until(
    () => npm.said().stdout.split("\n")[1] !== undefined || undefined,
    "ready",
  );
  expect(ready).toBe(true);
  const { pid } = JSON.parse(npm.said().stdout) as { pid: number };
  expect(pid).not.toBe(npm.pid);
  const all = descendants(npm.pid);
  expect(all).toContain(pid);
  npm.kill("SIGTERM");
  await allGone([npm.pid, ...all]);
  expect(existsSync(join(own.path, "host.json"))).toBe(false);
  own.remove();
});

function headlessWords(path: string): readonly string[] {
  return headlessCommand(path, fastPace).slice(1);
}

/** How many files and sockets a process holds open. */
function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

test("a reader of a stream may stop at any line, and a node that ends is named as gone", async () => {
  const place = temporaryFolder("watch");
  const product = await startProduct({ folder: place.path });
  onTestFinished(async () => {
    await product[Symbol.asyncDispose]();
    place.remove();
  });
  const hearthWords = `"${process.execPath}" native/cli/main.ts watch network --data-dir "${place.path}"`;
  const cut = await startProgram(["-c", `set -o pipefail; ${hearthWords} | head -n 2`], {
    command: "bash",
  }).ended;
  expect({
    code: cut.code,
    lines: cut.stdout.trim().split("\n").length,
    stderr: cut.stderr,
  }).toEqual({ code: 0, lines: 2, stderr: "" });
  const watching = startProgram([
    "native/cli/main.ts",
    "watch",
    "network",
    "--data-dir",
    place.path,
  ]);
  await until(() => (watching.said().stdout === "" ? undefined : true), "the first line");
  await product.end("SIGTERM");
  const left = await watching.ended;
  expect(left.code).toBe(1);
  expect(JSON.parse(left.stderr)).toMatchObject({ code: "HOST_NOT_RUNNING" });
});
