import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HearthClient } from "../../../native/cli/connect.ts";
import {
  allGone,
  codeOf,
  isAlive,
  type Product,
  password,
  readyWallet,
  startProduct,
  stepOf,
  temporaryFolder,
  until,
  untilMining,
} from "../../fakes/product.ts";

describe("what a running node refuses of a wallet", () => {
  const folder = temporaryFolder();
  let product: Product;
  let client: HearthClient;

  beforeAll(async () => {
    product = await startProduct({ folder: folder.path });
    client = product.client;
    await readyWallet(client);
  });

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
  });

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
  });

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
  });

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
  });

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
    expect((await product.end()).code).toBe(0);
    await allGone(all);
    await moving;
    product = await startProduct({ folder: folder.path });
    const { client: again } = product;
    expect((await again.wallet.list({})).map(({ name }) => name).sort()).toEqual(["alice", "bob"]);
  });
});
