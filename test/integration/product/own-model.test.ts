import { afterAll, beforeAll, expect, test } from "vitest";
import { type FileServer, modelBytes, sha256Of, startFileServer } from "../../fakes/file-server.ts";
import { codeOf, type Product, startProduct, temporaryFolder, until } from "../../fakes/product.ts";
import { tinyGguf } from "../../fakes/tiny-gguf.ts";

const folder = temporaryFolder("own-model");
/** Of its own length, so that its weights are those that llama.cpp reads. */
const content = tinyGguf({ contextLength: 256 });
let server: FileServer;
let node: Product;

beforeAll(async () => {
  server = await startFileServer(content);
  // No chain is needed for models, and nothing listens there.
  const parameters = ["--network", "ws://127.0.0.1:1"];
  node = await startProduct({ folder: folder.path, parameters });
});
afterAll(async () => {
  await node?.[Symbol.asyncDispose]();
  await server?.close();
  folder.remove();
});

test("a model goes the whole way: added by address, fitted from its head, downloaded, loaded, learned from, removed", async () => {
  const { models, downloads, engine } = node.client;
  const entry = await models.add({ source: server.url, sha256: sha256Of(content) });
  const [file] = entry.files;
  expect(file).toMatchObject({ sizeBytes: content.length, sizeExact: true, fit: "fits" });
  const fileId = file?.id ?? "";
  const before = await models.fit({ id: fileId });
  expect(before).toMatchObject({ verdict: "fits", basis: "formula", loads: 0 });

  await downloads.start({ fileId });
  await until(async () => {
    const [download] = await downloads.list({});
    if (download?.state === "failed") throw new Error(JSON.stringify(download));
    return download?.state === "done" ? true : undefined;
  }, "the download");
  const here = (await models.list({})).find(({ sha256 }) => sha256 === sha256Of(content));
  expect(here).toMatchObject({ origin: "downloaded", state: "ready", role: "chat", fits: true });
  const id = here?.id ?? "";
  const browsed = (await models.browse({})).find((model) => model.id === entry.id);
  expect(browsed?.files[0]?.localId).toBe(id);

  await engine.load({ id });
  const loads = await until(async () => {
    const all = await models.loads({});
    return all.length > 0 ? all : undefined;
  }, "the load to be kept");
  expect(loads[0]).toMatchObject({ model: id, backend: expect.any(String) });
  const { predicted, actualBytes, run } = loads[0]!;
  expect(actualBytes).toBeGreaterThanOrEqual(predicted.low);
  expect(actualBytes).toBeLessThanOrEqual(predicted.high);
  expect(await models.fit({ id, run })).toMatchObject({ basis: "measured", loads: 1 });

  expect(await codeOf(models.remove({ id }))).toBe("MODEL_IN_USE");
  await engine.unload({ id });
  expect((await models.remove({ id })).map((model) => model.id)).not.toContain(id);
  expect((await models.forget({ id: entry.id })).map((model) => model.id)).not.toContain(entry.id);
  expect(await codeOf(models.fit({ id: fileId }))).toBe("MODEL_NOT_FOUND");
});

test("shipped files stay, and what is no model is not added", async () => {
  const { models } = node.client;
  expect(await codeOf(models.remove({ id: "hearth-demo-f16" }))).toBe("BAD_INPUT");
  server.change(modelBytes(1000).fill(7), '"two"');
  expect(await codeOf(models.add({ source: `${server.url}?again` }))).toBe("MODEL_DAMAGED");
  const proposal = await models.propose({ role: "chat" });
  expect(proposal.because.length).toBeGreaterThan(0);
  expect((await models.browse({})).length).toBeGreaterThanOrEqual(30);
});
