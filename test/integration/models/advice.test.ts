import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { catalogueModel, modelFit } from "../../../native/api/models.ts";
import { createAddedOffers } from "../../../native/models/catalogue/added-offers.ts";
import {
  createCatalogue,
  type ModelCatalogue,
} from "../../../native/models/catalogue/catalogue.ts";
import { createCatalogueFiles } from "../../../native/models/catalogue/catalogue-files.ts";
import { createDigestRecord } from "../../../native/models/catalogue/digest-record.ts";
import { createRemoteHeads } from "../../../native/models/catalogue/remote-facts.ts";
import {
  type MachineStore,
  openMachineStore,
} from "../../../native/models/fit/learned/machine-store.ts";
import { createModelAdvice, type ModelAdvice } from "../../../native/models/fit/model-advice.ts";
import { smallShapes } from "../../fakes/gguf/model-shapes.ts";
import { writeShapedModel } from "../../fakes/gguf/shaped-gguf.ts";
import { splitGguf } from "../../fakes/gguf/split-gguf.ts";
import { plainWay } from "../../fakes/straight-way.ts";
import { tinyGguf } from "../../fakes/tiny-gguf.ts";
import { hardwareWith } from "../../unit/models/hardware.ts";

let folder: string;
let modelsFolder: string;
let server: Server;
let origin: string;
let sent: string[];
let catalogue: ModelCatalogue;
let advice: ModelAdvice;
let store: MachineStore | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-advice-"));
  modelsFolder = join(folder, "models");
  mkdirSync(join(folder, "served"));
  writeShapedModel(join(folder, "served"), "Experts-Q4_K_M", smallShapes.experts!);
  writeFileSync(join(folder, "served", "page.gguf"), "<!doctype html>".repeat(1000));
  sent = [];
  server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = join(folder, "served", path.split("/").at(-1) ?? "");
    sent.push(`${path} ${request.headers.range}`);
    if (!existsSync(file)) return response.writeHead(404).end();
    const bytes = readFileSync(file);
    const [, last] = /-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const end = Math.min(Number(last), bytes.length - 1);
    response.writeHead(206, { "content-range": `bytes 0-${end}/${bytes.length}` });
    return response.end(bytes.subarray(0, end + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  open();
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  store?.close();
  store = undefined;
  rmSync(folder, { recursive: true });
});

/** As after a restart: everything that is not on the disk is forgotten. */
function open(): void {
  store?.close();
  store = openMachineStore(folder);
  const digests = createDigestRecord(modelsFolder);
  const added = createAddedOffers(modelsFolder);
  catalogue = createCatalogue({
    ...{ shippedFolder: join(folder, "shipped"), modelsFolder, record: digests },
  });
  advice = createModelAdvice({
    ...{ catalogue, files: createCatalogueFiles(added), added, digests, modelsFolder },
    heads: createRemoteHeads({ addresses: (url) => [url], way: plainWay }, store),
    hardware: async () => hardwareWith({}),
    store,
    endpoint: `${origin}/hub`,
  });
}

const served = () => join(folder, "served", "Experts-Q4_K_M.gguf");
const id = "experts-q4_k_m";

test("a model added by address is known from its head alone, outlives a restart, fits, and can be forgotten", async () => {
  const entry = await advice.add(`${origin}/some/Experts-Q4_K_M.gguf`, undefined);
  expect(catalogueModel.strict().parse(entry)).toMatchObject({
    ...{ id, name: "Shaped qwen3moe", origin: "added", role: "chat", contextLength: 262_144 },
    licenceConfirmed: false,
  });
  const [file] = entry.files;
  expect(file).toMatchObject({
    ...{ id: `${id}.q4_k_m`, sizeBytes: statSync(served()).size, sizeExact: true, fit: "fits" },
  });
  expect(entry.activeParameters).toBeLessThan(entry.parameters);
  expect(sent).toEqual([`/some/Experts-Q4_K_M.gguf bytes=0-${2 ** 20 - 1}`]);
  open();
  expect((await advice.browse()).at(-1)?.id).toBe(id);
  const asked = sent.length;
  const fit = await advice.fit(`${id}.q4_k_m`, undefined);
  expect(sent).toHaveLength(asked);
  expect(modelFit.strict().parse(fit)).toMatchObject({ verdict: "fits", layers: 4 });
  expect(fit.run.contextSize).toBe(32_768);
  const short = await advice.fit(`${id}.q4_k_m`, {
    contextSize: 512,
    sequences: 1,
    cacheType: "q8_0",
  });
  expect(short.total.high).toBeLessThan(fit.total.low);
  expect((await advice.forget(id)).map((model) => model.id)).not.toContain(id);
  await expect(advice.forget(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(advice.fit(`${id}.q4_k_m`, undefined)).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
  });
});

// defect: a model in the folder whose file the system did not give at that moment was told as damaged
test("a file that the system does not give now is not ready, and is no damaged one", async () => {
  mkdirSync(modelsFolder, { recursive: true });
  const path = join(modelsFolder, "here.gguf");
  symlinkSync(path, path);
  const [seen] = await catalogue.list();
  expect(seen).toMatchObject({ file: "here.gguf", state: "unverified" });
  await expect(advice.fit(seen?.id ?? "", undefined)).rejects.toMatchObject({ code: "NOT_READY" });
});

test("a reference leads to the chosen endpoint, and the same file added twice is one entry", async () => {
  const reference = "hf:owner/repository/Experts-Q4_K_M.gguf";
  expect((await advice.add(reference, undefined)).id).toBe(id);
  expect(sent[0]).toContain("/hub/owner/repository/resolve/main/Experts-Q4_K_M.gguf");
  const before = (await advice.browse()).length;
  expect((await advice.add(reference, "a".repeat(64))).id).toBe(id);
  expect(await advice.browse()).toHaveLength(before);
  const other = await advice.add(`${origin}/elsewhere/Experts-Q4_K_M.gguf`, undefined);
  expect(other.id).toBe(`${id}-2`);
  expect(await advice.browse()).toHaveLength(before + 1);
});

test("what is no model, not there or another's is refused, and nothing is kept", async () => {
  const before = await advice.browse();
  await expect(advice.add(`${origin}/page.gguf`, undefined)).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
  });
  await expect(advice.add(`${origin}/missing.gguf`, undefined)).rejects.toMatchObject({
    code: "DOWNLOAD_FAILED",
  });
  await expect(advice.add(join(folder, "missing.gguf"), undefined)).rejects.toMatchObject({
    code: "BAD_INPUT",
  });
  await expect(advice.add(join(folder, "served", "page.gguf"), undefined)).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
  });
  await expect(advice.add(served(), "0".repeat(64))).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
    detail: { reason: expect.stringContaining("SHA-256") },
  });
  expect((await advice.browse()).length).toBe(before.length);
  expect(existsSync(modelsFolder) ? readdirSync(modelsFolder) : []).toEqual([]);
});

test("a local file is linked and never moved; with its digest it is ready at once", async () => {
  const sha256 = createHash("sha256").update(readFileSync(served())).digest("hex");
  const entry = await advice.add(served(), sha256);
  expect(entry.files[0]).toMatchObject({ localId: "Experts-Q4_K_M", fit: "fits" });
  expect(statSync(served()).nlink).toBe(2);
  expect((await catalogue.list())[0]).toMatchObject({ state: "ready", origin: "added", sha256 });
  // Added again, even by a link that leads to it, it is the file that is there.
  symlinkSync(served(), join(folder, "way.gguf"));
  await advice.add(served(), undefined);
  await advice.add(join(folder, "way.gguf"), undefined);
  expect((await catalogue.list()).map(({ file }) => file)).toEqual(["Experts-Q4_K_M.gguf"]);
  // A copy of it is the same content, another file of the same name stands beside it.
  mkdirSync(join(folder, "other"));
  const namesake = join(folder, "other", "Experts-Q4_K_M.gguf");
  copyFileSync(served(), namesake);
  await advice.add(namesake, sha256);
  expect(await catalogue.list()).toHaveLength(1);
  writeShapedModel(join(folder, "other"), "Experts-Q4_K_M", smallShapes.windows!);
  await advice.add(namesake, undefined);
  expect(await catalogue.list()).toHaveLength(2);
});

test("what a download brought is told apart from what a person put there", async () => {
  const sha256 = createHash("sha256").update(readFileSync(served())).digest("hex");
  await advice.add(served(), sha256);
  mkdirSync(join(modelsFolder, "blobs"));
  copyFileSync(served(), join(modelsFolder, "blobs", sha256));
  expect((await catalogue.list())[0]).toMatchObject({ origin: "downloaded", state: "ready" });
});

test("a proposal is made without asking any server", async () => {
  const found = await advice.propose("chat");
  expect(found.fit.verdict).toBe("fits");
  expect(sent).toEqual([]);
});

test("a model in several parts is added by the address of any of them, as the one file that it will be", async () => {
  const whole = tinyGguf();
  splitGguf(whole, [5]).forEach((bytes, index) => {
    writeFileSync(join(folder, "served", `Big-Q8_0-0000${index + 1}-of-00002.gguf`), bytes);
  });
  const entry = await advice.add("hf:owner/repository/Big-Q8_0-00002-of-00002.gguf", undefined);
  expect(catalogueModel.strict().parse(entry).files).toMatchObject([
    { file: "Big-Q8_0.gguf", sizeBytes: whole.length, sizeExact: true, fit: "fits" },
  ]);
  const found = await createCatalogueFiles(createAddedOffers(modelsFolder)).findFile(
    entry.files[0]?.id ?? "",
  );
  const place = `${origin}/hub/owner/repository/resolve/main/Big-Q8_0`;
  expect(found.parts).toEqual([`${place}-00001-of-00002.gguf`, `${place}-00002-of-00002.gguf`]);
  expect(found.url).toBe(found.parts?.[0]);
  open();
  expect((await advice.fit(found.id, undefined)).verdict).toBe("fits");
  // Its parts are not one model where one of them is another's.
  writeFileSync(
    join(folder, "served", "Big-Q8_0-00002-of-00002.gguf"),
    splitGguf(tinyGguf(), [5])[0] ?? "",
  );
  await expect(advice.add(found.url, undefined)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
});
