import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FileServer, modelBytes, sha256Of, startFileServer } from "../../fakes/file-server.ts";
import {
  allGone,
  type Product,
  startProduct,
  temporaryFolder,
  until,
} from "../../fakes/product.ts";

const MEBIBYTE = 2 ** 20;
const content = modelBytes(12 * MEBIBYTE + 77);
const sha256 = sha256Of(content);
const folder = temporaryFolder("downloads");
const models = join(folder.path, "models");
let server: FileServer;
let product: Product;

beforeAll(async () => {
  server = await startFileServer(content);
  product = await startProduct({ folder: folder.path });
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await server.close();
  folder.remove();
});

test("a model is added by its address, fetched over a kill of the node, and is ready; deleting it frees its bytes", async () => {
  server.slow(MEBIBYTE / 2);
  const added = await product.client.models.add({ source: server.url });
  const file = added.files[0]?.id ?? "";
  const { id } = await product.client.downloads.start({ fileId: file });
  const underWay = async () => {
    const [download] = await product.client.downloads.list({});
    return download !== undefined && download.doneBytes > 5 * MEBIBYTE ? download : undefined;
  };
  expect(await until(underWay, "five mebibytes", 60_000)).toMatchObject({ id, state: "running" });

  const processes = product.processes();
  process.kill(product.pid, "SIGKILL");
  await allGone(processes);
  await product[Symbol.asyncDispose]();
  const sent = server.sent();
  server.slow(undefined);
  product = await startProduct({ folder: folder.path });

  const isDone = async () => {
    const [download] = await product.client.downloads.list({});
    return download?.state === "done" ? download : undefined;
  };
  const done = await until(isDone, "the whole file", 60_000);
  expect(done).toMatchObject({ id, sha256, doneBytes: content.length });
  expect(readFileSync(join(models, done.file)).equals(content)).toBe(true);
  // Four connections had a chunk of a quarter each on its way; what was whole before was not asked for again.
  expect(server.sent() - sent).toBeLessThan(content.length - 3 * MEBIBYTE);

  const ready = (await product.client.models.list({})).find((model) => model.file === done.file);
  expect(ready).toMatchObject({ state: "ready", sha256 });
  expect(await product.client.node.timeline({ limit: 50 })).toContainEqual(
    expect.objectContaining({ source: "models", message: "downloaded", level: "good" }),
  );
  await product.client.models.remove({ id: ready?.id ?? "" });
  expect(existsSync(join(models, done.file))).toBe(false);
  expect(readdirSync(join(models, "blobs"))).toEqual([]);
}, 300_000);

// defect: the node did not start at all, wallet and mining included, where the system would not give the list of downloads
test("a node whose list of downloads cannot be read starts, says so, and goes on with it once it can", async () => {
  const own = { connections: 7, atOnce: 3, mirrors: [] };
  await product.client.downloads.saveSettings(own);
  const processes = product.processes();
  process.kill(product.pid, "SIGKILL");
  await allGone(processes);
  await product[Symbol.asyncDispose]();
  const list = join(models, "downloads.json");
  renameSync(list, `${list}.away`);
  mkdirSync(list);
  product = await startProduct({ folder: folder.path });

  const lines = await product.client.node.timeline({ limit: 50 });
  const line = lines.find(({ message }) => message === "downloadsUnread");
  expect(line).toMatchObject({ level: "error", code: "DATA_FOLDER_UNWRITABLE" });
  await expect(
    product.client.downloads.saveSettings({ ...own, connections: 2 }),
  ).rejects.toMatchObject({ code: "DATA_FOLDER_UNWRITABLE" });

  rmdirSync(list);
  renameSync(`${list}.away`, list);
  const isRead = async () => {
    const settings = await product.client.downloads.settings({});
    return settings.connections === own.connections ? settings : undefined;
  };
  expect(await until(isRead, "the settings of the list", 60_000)).toEqual(own);
}, 300_000);
