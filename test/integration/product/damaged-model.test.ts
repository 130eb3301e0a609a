import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  flipByte,
  password,
  readyWallet,
  root,
  startProduct,
  stepOf,
  temporaryFolder,
  until,
  untilMining,
} from "../../fakes/product.ts";

test("a damaged model of Hearth's own is shown, the network says why it stands still, and nothing crashes", async () => {
  const folder = temporaryFolder();
  const copy = temporaryFolder("checkout");
  for (const part of ["native", "package.json"])
    cpSync(join(root, part), join(copy.path, part), { recursive: true });
  for (const part of ["demo-model", "locales", "models"])
    cpSync(join(root, "resources", part), join(copy.path, "resources", part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy.path, "node_modules"));
  const file = join(copy.path, "resources", "demo-model", "hearth-demo-f16.gguf");
  const whole = readFileSync(file);
  const damaged = flipByte(file);
  const product = await startProduct({ folder: folder.path, cwd: copy.path });
  const { client } = product;
  const models = await client.models.list({});
  expect(models.map(({ id, state }) => [id, state])).toEqual([
    ["hearth-demo-f16", "damaged"],
    ["hearth-demo-q8_0", "ready"],
    ["hearth-demo-q4_0", "ready"],
  ]);
  expect(models.find(({ recommended }) => recommended)?.id).toBe("hearth-demo-q8_0");
  const told = await until(
    async () =>
      (await client.node.status({})).processes.find(
        ({ name, lastError }) => name === "practice-residents" && lastError !== undefined,
      ),
    "the residents' complaint",
  );
  expect(told.lastError).toContain("hearth-demo-f16.gguf");
  await readyWallet(client);
  await client.mining.start({ password, model: "hearth-demo-f16" });
  const failed = await untilMining(client, ({ state }) => state === "failed", "the refusal");
  expect(failed.error?.code).toBe("MODEL_DAMAGED");
  expect(await client.mining.quote({})).toMatchObject({ registered: false });
  expect(readFileSync(file)).toEqual(damaged);
  await product[Symbol.asyncDispose]();

  writeFileSync(file, whole);
  const healed = await startProduct({ folder: folder.path, cwd: copy.path });
  await healed.client.mining.start({ password });
  await untilMining(healed.client, ({ state }) => state === "earning", "mining");
  await healed[Symbol.asyncDispose]();
  folder.remove();
  copy.remove();
}, 300_000);

test("a damaged model that was added is named, and mining goes on with another", async () => {
  const folder = temporaryFolder();
  const product = await startProduct({ folder: folder.path });
  const { client } = product;
  await readyWallet(client);
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
  await client.mining.start({ password, model: "mine" });
  const failed = await untilMining(client, ({ state }) => state === "failed", "the refusal");
  expect(failed.error?.code).toBe("MODEL_DAMAGED");
  expect(stepOf(failed, "model").state).toBe("failed");
  expect(readFileSync(file)).toEqual(damaged);
  await client.mining.start({ password });
  const mining = await untilMining(client, ({ state }) => state === "earning", "mining");
  expect(mining.model).toBe("hearth-demo-f16");
  await product[Symbol.asyncDispose]();
  folder.remove();
}, 300_000);
