import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { model as modelSchema } from "../../../../native/api/models.ts";
import { createCatalogue } from "../../../../native/models/catalogue/catalogue.ts";
import { toModelFile, toModels } from "../../../../native/models/catalogue/catalogue-model.ts";
import { readFileHead } from "../../../../native/models/head/read-head.ts";
import { seenFile } from "../../../../native/models/local/models-folder.ts";
import { writeTinyModel } from "../../../fakes/tiny-gguf.ts";
import { hardwareWith } from "../hardware.ts";
import { modelFolders } from "./model-folders.ts";

let folder: string;
let shippedFolder: string;
let modelsFolder: string;

beforeEach(() => {
  ({ folder, shippedFolder, modelsFolder } = modelFolders());
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

// defect: a moment without free file handles made good models damaged until the node started anew, and verifying them did not help
test("a file that the system does not give now is not damaged, and is read again the next time", async () => {
  writeTinyModel(modelsFolder, { name: "mine" });
  let isBusy = true;
  let reads = 0;
  const own = createCatalogue({
    ...{ shippedFolder, modelsFolder },
    readHead: async (path) => {
      reads += 1;
      if (!isBusy) return readFileHead(path);
      throw Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" });
    },
  });
  const verified = await own.verify("mine");
  expect(verified).toMatchObject({ state: "unverified", reason: "EMFILE: too many open files" });
  expect(() => toModelFile(verified)).toThrow(expect.objectContaining({ code: "NOT_READY" }));
  isBusy = false;
  const found = await own.find("mine");
  expect(found).toMatchObject({ state: "ready", facts: { architecture: "llama" } });
  expect(found.reason).toBeUndefined();
  const before = reads;
  await own.list();
  expect(reads).toBe(before);
});

// defect: without free file handles the added models were gone from the list, and a miner was told that its model is not known
test("a folder that the system does not give now keeps its models, and is read again the next time", async () => {
  writeTinyModel(modelsFolder, { name: "mine" });
  let trouble: Error | undefined;
  let time = 100;
  const own = createCatalogue({
    ...{ shippedFolder, modelsFolder, now: () => time },
    readFolder: async (path) => {
      if (trouble !== undefined) throw trouble;
      return readdirSync(path);
    },
  });
  const before = await own.list();
  expect(before.map(({ id }) => id)).toEqual(["small", "mine"]);
  for (const code of ["EMFILE", "ENFILE", "EIO", "ETIMEDOUT"]) {
    trouble = Object.assign(new Error(`${code}: trouble`), { code });
    expect(await own.list()).toEqual(before);
    // Since the first of them.
    expect(own.trouble()).toEqual({ reason: `${code}: trouble`, since: 100 });
    time += 10;
  }
  await expect(own.find("other")).rejects.toMatchObject({
    code: "NOT_READY",
    detail: { reason: "ETIMEDOUT: trouble" },
  });
  expect((await own.find("mine")).id).toBe("mine");
  trouble = undefined;
  writeTinyModel(modelsFolder, { name: "other" });
  expect((await own.find("other")).id).toBe("other");
  expect(own.trouble()).toBeUndefined();
  // A folder that is gone is gone.
  trouble = Object.assign(new Error("ENOENT"), { code: "ENOENT" });
  expect((await own.list()).map(({ id }) => id)).toEqual(["small"]);
  expect(own.trouble()).toBeUndefined();
});

test("a file that the system says nothing of now stays as it was last seen; of one never seen it says why", async () => {
  writeTinyModel(modelsFolder, { name: "mine" });
  const unread = new Set<string>();
  const own = createCatalogue({
    ...{ shippedFolder, modelsFolder },
    seenFile: async (path) =>
      [...unread].some((file) => path.endsWith(file))
        ? { kind: "unread", reason: "EIO: i/o error" }
        : seenFile(path),
  });
  await own.verify("mine");
  const before = await own.list();
  unread.add("mine.gguf");
  expect(await own.list()).toEqual(before);
  unread.add("small.gguf");
  writeTinyModel(modelsFolder, { name: "new" });
  unread.add("new.gguf");
  const now = await own.list();
  expect(now.map(({ id, state, reason }) => [id, state, reason])).toEqual([
    ["small", "unverified", "EIO: i/o error"],
    ["mine", "ready", undefined],
    ["new", "unverified", "EIO: i/o error"],
  ]);
  for (const one of toModels(now, hardwareWith({}), []))
    expect(modelSchema.parse(one)).toEqual(one);
  unread.clear();
  expect((await own.list()).map(({ state }) => state)).toEqual(["ready", "ready", "unverified"]);
});

// defect: the id that a file had before it could not be read had gone to another file since, and named both
test("a file that the system says nothing of now has no id that another one has taken since", async () => {
  writeTinyModel(modelsFolder, { name: "a" });
  const names = ["a.gguf"];
  let isAway = false;
  // On some systems both are one file.
  const real = (path: string) => path.replace(/GGUF$/, "gguf");
  const own = createCatalogue({
    ...{ shippedFolder, modelsFolder },
    readFolder: async () => names,
    readHead: (path) => readFileHead(real(path)),
    seenFile: async (path) =>
      isAway && path.endsWith("a.gguf")
        ? { kind: "unread", reason: "EIO: i/o error" }
        : seenFile(real(path)),
  });
  expect(await own.find("a")).toMatchObject({ file: "a.gguf" });
  names.push("a.GGUF");
  isAway = true;
  const found = (await own.list()).map(({ id, file, name }) => [id, file, name]);
  expect(found.slice(1)).toEqual([
    ["a", "a.GGUF", "Tiny"],
    ["added-a", "a.gguf", "Tiny"],
  ]);
  expect((await own.find("a")).file).toBe("a.GGUF");
});

test("a manifest that the system does not give now is the last known one, and never damaged", async () => {
  const catalogue = createCatalogue({ shippedFolder, modelsFolder });
  const before = await catalogue.list();
  rmSync(join(shippedFolder, "manifest.json"));
  mkdirSync(join(shippedFolder, "manifest.json"));
  expect(await catalogue.list()).toEqual(before);
  const afresh = createCatalogue({ shippedFolder, modelsFolder });
  await expect(afresh.list()).rejects.toMatchObject({ code: "NOT_READY" });
});
