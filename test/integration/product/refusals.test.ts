import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HearthClient } from "../../../native/cli/connect.ts";
import {
  allGone,
  codeOf,
  fastPace,
  flipByte,
  isAlive,
  type Product,
  password,
  readyWallet,
  refusedStart,
  root,
  startProduct,
  stepOf,
  temporaryFolder,
  until,
  untilMining,
} from "../../fakes/product.ts";

describe("a start that cannot be", () => {
  test("on a taken port is refused, and leaves the folder free and no process", async () => {
    const folder = temporaryFolder();
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => taken.once("listening", done));
    const address = taken.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const refused = await refusedStart({
      folder: folder.path,
      parameters: [...fastPace, "--port", String(port)],
    });
    taken.close();
    expect(refused.code).toBe(1);
    expect(refused.line).toEqual({ ready: false, code: "PORT_TAKEN", detail: { port } });
    expect(refused.stderr).toContain(`Port ${port} is taken.`);
    expect(existsSync(join(folder.path, "host.json"))).toBe(false);

    const product = await startProduct({
      folder: folder.path,
      parameters: [...fastPace, "--port", String(port)],
    });
    expect(new URL(product.url).port).toBe(String(port));
    await product[Symbol.asyncDispose]();
    folder.remove();
  }, 120_000);

  test("in a folder that may not be written is refused, and nothing in it is touched", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder.path, "precious"), "kept");
    chmodSync(folder.path, 0o555);
    const options = { folder: folder.path, ...withoutRootsPrivilege() };
    const refused = await refusedStart(options);
    expect(refused.code).toBe(1);
    expect(refused.line).toMatchObject({
      ready: false,
      code: "DATA_FOLDER_UNWRITABLE",
      detail: { folder: folder.path },
    });
    expect(refused.stderr).toContain("The data folder cannot be written.");
    expect(readdirSync(folder.path)).toEqual(["precious"]);

    chmodSync(folder.path, 0o755);
    const product = await startProduct(options);
    expect(readFileSync(join(folder.path, "precious"), "utf8")).toBe("kept");
    await product[Symbol.asyncDispose]();
    folder.remove();
  }, 120_000);

  test("with an option out of range says which", async () => {
    const folder = temporaryFolder();
    const refused = await refusedStart({ folder: folder.path, parameters: ["--tempo", "1"] });
    expect(refused.code).toBe(1);
    expect(refused.line).toMatchObject({ ready: false, code: "BAD_INPUT" });
    expect(refused.stderr).toContain("--tempo takes a number from 2 to 50400");
    const unknown = await refusedStart({ folder: folder.path, parameters: ["--colour"] });
    expect(unknown.code).toBe(1);
    expect(unknown.line).toMatchObject({ ready: false, code: "BAD_INPUT" });
    folder.remove();
  });
});

describe("a running node refuses", () => {
  const folder = temporaryFolder();
  let product: Product;
  let client: HearthClient;

  beforeAll(async () => {
    product = await startProduct({ folder: folder.path });
    client = product.client;
    await readyWallet(client);
  }, 150_000);

  afterAll(async () => {
    await product[Symbol.asyncDispose]();
    folder.remove();
  });

  const coldkeyFile = () => join(folder.path, "practice", "wallets", "alice", "coldkey");

  test("a wrong password for mining: nothing is paid, and the right one works after it", async () => {
    const before = await client.wallet.balance({});
    const keyfile = readFileSync(coldkeyFile());
    expect(await codeOf(client.mining.start({}))).toBe("PASSWORD_REQUIRED");
    await client.mining.start({ password: "wrong horse 9" });
    const failed = await untilMining(client, ({ state }) => state === "failed", "the refusal");
    expect(failed.error?.code).toBe("WRONG_PASSWORD");
    expect(stepOf(failed, "register")).toMatchObject({
      state: "failed",
      error: { code: "WRONG_PASSWORD" },
    });
    expect(stepOf(failed, "endpoint").state).toBe("pending");
    expect((await client.wallet.balance({})).free).toBe(before.free);
    expect(await client.mining.quote({})).toMatchObject({ registered: false });
    expect(readFileSync(coldkeyFile())).toEqual(keyfile);
    expect((await client.node.timeline({}))[0]).toMatchObject({
      level: "error",
      source: "mining",
      code: "WRONG_PASSWORD",
    });

    await client.mining.start({ password });
    await untilMining(client, ({ state }) => state === "earning", "mining");
    await client.mining.stop({});
  }, 120_000);

  test("a wrong password for stake: no coin moves", async () => {
    const [validator] = (await client.stake.validators({})).filter((one) => !one.own);
    const before = await client.wallet.balance({});
    const order = { hotkey: validator?.hotkey ?? "", amount: "1000000000" };
    expect(await codeOf(client.stake.add({ ...order, password: "wrong horse 9" }))).toBe(
      "WRONG_PASSWORD",
    );
    expect((await client.wallet.balance({})).free).toBe(before.free);
    expect(await client.stake.positions({})).not.toContainEqual(
      expect.objectContaining({ hotkey: order.hotkey }),
    );
  }, 120_000);

  test("a damaged keyfile: it stays as it is, and the other wallet stays usable", async () => {
    const { wallet } = await client.wallet.create({ name: "bob", hotkey: "miner", password });
    const file = coldkeyFile();
    const whole = readFileSync(file);
    // A disk that failed under its first block.
    const damaged = Buffer.concat([Buffer.alloc(16), whole.subarray(16)]);
    writeFileSync(file, damaged);
    const shown = await client.wallet.list({});
    expect(shown.find(({ name }) => name === "bob")).toEqual(wallet);
    const order = {
      hotkey: (await client.stake.validators({}))[0]?.hotkey ?? "",
      amount: "1000000000",
      tolerance: 0.05,
      password,
    };
    expect(await codeOf(client.stake.add({ ...order, wallet: "alice" }))).toBe("KEYFILE_DAMAGED");
    expect(readFileSync(file)).toEqual(damaged);
    await client.practice.faucet({ wallet: "bob", amount: "100000000000" });
    const moved = await client.stake.add({ ...order, wallet: "bob" });
    expect(moved.paid).toBe(order.amount);
    // A backup in its place is all it takes.
    writeFileSync(file, whole);
    expect((await client.stake.add({ ...order, wallet: "alice" })).paid).toBe(order.amount);
  }, 150_000);

  test("a damaged hotkey file by name, and mines with the other wallet", async () => {
    const file = join(folder.path, "practice", "wallets", "alice", "hotkeys", "miner");
    const whole = readFileSync(file);
    writeFileSync(file, "{");
    const shown = await client.wallet.list({});
    expect(shown.find(({ name }) => name === "alice")?.damaged).toEqual(expect.any(String));
    expect(await codeOf(client.mining.start({ wallet: "alice" }))).toBe("KEYFILE_DAMAGED");
    expect(readFileSync(file, "utf8")).toBe("{");
    expect(await client.mining.quote({ wallet: "bob" })).toMatchObject({ registered: false });
    writeFileSync(file, whole);
    expect(await client.mining.quote({ wallet: "alice" })).toMatchObject({ registered: true });
  }, 60_000);

  test("a damaged model that was added: it is named, and mining goes on with another", async () => {
    const models = join(folder.path, "models");
    mkdirSync(models, { recursive: true });
    const file = join(models, "mine.gguf");
    copyFileSync(join(root, "resources", "demo-model", "hearth-demo-q8_0.gguf"), file);
    const longAgo = 1_000_000_000;
    utimesSync(file, longAgo, longAgo);
    expect(await client.models.verify({ id: "mine" })).toMatchObject({ state: "ready" });
    const damaged = flipByte(file);
    // Size and date stay, as when a disk forgets: only its bytes can tell.
    utimesSync(file, longAgo, longAgo);
    await client.mining.start({ wallet: "alice", model: "mine" });
    const failed = await untilMining(client, ({ state }) => state === "failed", "the refusal");
    expect(failed.error?.code).toBe("MODEL_DAMAGED");
    expect(stepOf(failed, "model").state).toBe("failed");
    expect(readFileSync(file)).toEqual(damaged);
    await client.mining.start({ wallet: "alice" });
    const mining = await untilMining(client, ({ state }) => state === "earning", "mining");
    expect(mining.model).toBe("hearth-demo-f16");
    await client.mining.stop({});
  }, 90_000);

  test("to leave the signer behind: SIGTERM in the middle of unlocking ends it too", async () => {
    const order = { hotkey: (await client.stake.validators({}))[0]?.hotkey ?? "" };
    const usual = new Set(product.processes());
    const moving = client.stake
      .add({ ...order, amount: "1000000000", password, wallet: "alice" })
      .catch((error: unknown) => error);
    const signer = await until(
      () => product.processes().find((pid) => !usual.has(pid)),
      "the signer",
    );
    await delay(300);
    expect(isAlive(signer)).toBe(true);
    const all = product.processes();
    const { millis, code } = await product.end();
    expect([code, millis < 5000]).toEqual([0, true]);
    await allGone(all, 500);
    await moving;
    product = await startProduct({ folder: folder.path });
    const { client: again } = product;
    expect((await again.wallet.list({})).map(({ name }) => name).sort()).toEqual(["alice", "bob"]);
  }, 120_000);
});

/** Root may write anywhere, so root's privilege to do so is taken from the node; others have none. */
function withoutRootsPrivilege(): { command?: string; before?: readonly string[] } {
  return process.getuid?.() === 0
    ? {
        command: "setpriv",
        before: ["--bounding-set", "-dac_override,-dac_read_search", process.execPath],
      }
    : {};
}
