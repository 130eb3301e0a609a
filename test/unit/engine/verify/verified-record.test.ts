import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  openVerifiedRecords,
  type RecordDisk,
  type VerifiedRecord,
} from "../../../../native/engine/verify/verified-record.ts";
import { verifyModel } from "../../../../native/engine/verify/verify-model.ts";

const bytes = Buffer.from("GGUF and then some");
const sha256 = createHash("sha256").update(bytes).digest("hex");
const entry: VerifiedRecord = {
  ...{ sha256, size: bytes.length, modified: 1, verifiedAt: 2, chunkBytes: 2 ** 20 },
  chunks: ["0".repeat(32)],
};
const older = { ...entry, verifiedAt: 1 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-record-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/**
 * A disk that keeps what was synced alone when the power is cut: contents by file, names by folder. It is cut after so many steps, and
 * everything after that fails.
 */
function frailDisk(steps = Number.POSITIVE_INFINITY) {
  let names = new Map<string, { text: string; durable: string }>();
  let durableNames = new Map(names);
  let left = steps;
  const step = async (): Promise<void> => {
    if (left <= 0) throw new Error("no power");
    left -= 1;
  };
  const disk: RecordDisk = {
    makeFolder: step,
    read: async (path) => {
      const file = names.get(path);
      if (file === undefined) throw new Error("no such file");
      return file.text;
    },
    write: async (path, text) => {
      await step();
      names.set(path, { text, durable: "" });
    },
    sync: async (path) => {
      await step();
      const file = names.get(path);
      if (file === undefined) durableNames = new Map(names);
      else file.durable = file.text;
    },
    rename: async (from, to) => {
      await step();
      const file = names.get(from);
      if (file === undefined) throw new Error("no such file");
      names.delete(from);
      names.set(to, file);
      // A journal may write names down at any time, contents only when told.
      durableNames = new Map(names);
    },
    remove: async (path) => {
      await step();
      names.delete(path);
    },
  };
  const cut = (): void => {
    names = new Map(
      [...durableNames].map(([path, { durable }]) => [path, { text: durable, durable }]),
    );
    left = Number.POSITIVE_INFINITY;
  };
  return {
    disk,
    cut,
    limit: (count: number) => {
      left = count;
    },
  };
}

test("a power cut at any step leaves the record before, or the new one, and never an empty one", async () => {
  let ended = 0;
  for (let steps = 0; ended < 2; steps++) {
    const { disk, cut, limit } = frailDisk();
    const records = openVerifiedRecords("/records", disk);
    await records.write(older);
    limit(steps);
    await records.write(entry);
    cut();
    const found = await records.read(sha256);
    expect([older, entry].map(({ verifiedAt }) => verifiedAt)).toContain(found?.verifiedAt);
    if (found?.verifiedAt === entry.verifiedAt) ended += 1;
    expect(steps).toBeLessThan(20);
  }
});

test("what was forgotten because the file is damaged does not come back with a power cut", async () => {
  const { disk, cut } = frailDisk();
  const records = openVerifiedRecords("/records", disk);
  await records.write(entry);
  await records.forget(sha256);
  cut();
  expect(await records.read(sha256)).toBeUndefined();
});

test.each([
  ["empty", ""],
  ["cut short", JSON.stringify({ version: 1, ...entry }).slice(0, 80)],
  ["zeros", "\0".repeat(400)],
  ["of another version", JSON.stringify({ version: 2, ...entry })],
  ["of another file", JSON.stringify({ version: 1, ...entry, sha256: "0".repeat(64) })],
  ["without all chunks", JSON.stringify({ version: 1, ...entry, chunks: [] })],
])("a record that is %s is none: the file is read as a whole", async (_, text) => {
  const path = join(folder, "model.gguf");
  writeFileSync(path, bytes);
  const records = openVerifiedRecords(folder);
  writeFileSync(join(folder, `${sha256}.json`), text);
  expect(await records.read(sha256)).toBeUndefined();
  const file = { id: "model", path, sha256 };
  expect(await verifyModel(file, records)).toMatchObject({ how: "whole" });
  expect(await verifyModel(file, records)).toMatchObject({ how: "sampled" });
});

test("two who write the same record at once leave one that can be read, and nothing else", async () => {
  const records = openVerifiedRecords(folder);
  await Promise.all([records.write(entry), openVerifiedRecords(folder).write(older)]);
  const found = await records.read(sha256);
  expect([1, 2]).toContain(found?.verifiedAt);
  expect(readdirSync(folder)).toEqual([`${sha256}.json`]);
});

// A device that takes no byte stands for a disk that is full.
test.skipIf(!existsSync("/dev/full"))("a full disk costs the record and nothing else", async () => {
  const path = join(folder, "model.gguf");
  writeFileSync(path, bytes);
  const kept = join(folder, "records");
  mkdirSync(kept);
  symlinkSync("/dev/full", join(kept, `${sha256}.json.${process.pid}.new`));
  const records = openVerifiedRecords(kept);
  const file = { id: "model", path, sha256 };
  expect(await verifyModel(file, records)).toMatchObject({ how: "whole" });
  expect(readdirSync(kept)).toEqual([]);
  // It has room again.
  expect(await verifyModel(file, records)).toMatchObject({ how: "whole" });
  expect(await verifyModel(file, records)).toMatchObject({ how: "sampled" });
});
