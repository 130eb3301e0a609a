import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ModelFile } from "../../../../native/engine/engine-port.ts";
import { verifyModelFile } from "../../../../native/engine/file-digest.ts";
import { CHUNK_BYTES } from "../../../../native/engine/verify/chunk-digests.ts";
import { verifyWhenIdle } from "../../../../native/engine/verify/idle-verification.ts";
import { openVerifiedRecords } from "../../../../native/engine/verify/verified-record.ts";
import { SAMPLED_CHUNKS, verifyModel } from "../../../../native/engine/verify/verify-model.ts";

const CHUNKS = 70;
const bytes = Buffer.alloc(CHUNKS * CHUNK_BYTES - 5);
for (let chunk = 0; chunk < CHUNKS; chunk++) bytes.writeUInt32LE(chunk, chunk * CHUNK_BYTES);
const sha256 = createHash("sha256").update(bytes).digest("hex");

let folder: string;
let model: ModelFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-verify-"));
  model = { id: "model", path: join(folder, "model.gguf"), sha256 };
  writeFileSync(model.path, bytes);
});
afterEach(() => rmSync(folder, { recursive: true }));
const records = () => openVerifiedRecords(join(folder, "records"));

/** Changes one byte and leaves the file's stamp as it was, as a failing disk does. */
function rot(chunk: number): void {
  const { atime, mtime } = statSync(model.path);
  const changed = Buffer.from(bytes);
  changed[chunk * CHUNK_BYTES + 99] = 1;
  writeFileSync(model.path, changed);
  utimesSync(model.path, atime, mtime);
}
/** Draws the chunks from the given one on. */
const from = (first: number) => {
  let next = first - 2;
  return (below: number): number => {
    next += 1;
    return next % below;
  };
};

test("the first time the whole file is read, later a sample of it, and after a touch the whole again", async () => {
  // The stamp is set to the millisecond, since what a test sets back later has no more digits.
  utimesSync(model.path, new Date(1000), new Date(1000));
  expect(await verifyModel(model, records())).toMatchObject({ how: "whole", of: CHUNKS });
  expect(await verifyModel(model, records())).toEqual({
    ...{ how: "sampled", chunks: SAMPLED_CHUNKS, of: CHUNKS },
  });
  utimesSync(model.path, new Date(2000), new Date(2000));
  expect(await verifyModel(model, records())).toMatchObject({ how: "whole" });
  expect(await verifyModel(model, records(), undefined, { whole: true })).toMatchObject({
    how: "whole",
  });
});

test("silent damage is found when it is looked at, and then by everyone", async () => {
  utimesSync(model.path, new Date(1000), new Date(1000));
  await verifyModel(model, records());
  rot(66);
  const missed = await verifyModel(model, records(), undefined, { random: from(2) });
  expect(missed.how).toBe("sampled");
  await expect(
    verifyModel(model, records(), undefined, { random: from(60) }),
  ).rejects.toMatchObject({ code: "MODEL_DAMAGED", detail: { file: "model.gguf" } });
  // The record is gone, so no sample can miss it any more.
  await expect(verifyModel(model, records(), undefined, { random: from(2) })).rejects.toMatchObject(
    { code: "MODEL_DAMAGED" },
  );
});

test("the head is in every sample", async () => {
  utimesSync(model.path, new Date(1000), new Date(1000));
  await verifyModel(model, records());
  rot(0);
  await expect(verifyModel(model, records())).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
});

test("a record that is damaged, cut short or another file's counts as none", async () => {
  await verifyModel(model, records());
  const [name = ""] = readdirSync(join(folder, "records"));
  const path = join(folder, "records", name);
  for (const text of ["", "{", '{"version":2}', JSON.stringify({ version: 1, sha256 })]) {
    writeFileSync(path, text);
    expect(await records().read(sha256)).toBeUndefined();
    expect(await verifyModel(model, records())).toMatchObject({ how: "whole" });
    expect(await records().read(sha256)).toBeDefined();
  }
});

test("a folder that cannot be written costs the sample and not the model", async () => {
  writeFileSync(join(folder, "taken"), "a file where the folder should be");
  const nowhere = openVerifiedRecords(join(folder, "taken"));
  expect(await verifyModel(model, nowhere)).toMatchObject({ how: "whole" });
  expect(await verifyModel(model, nowhere)).toMatchObject({ how: "whole" });
});

test("a missing file, another file and an aborted reading each get their own code", async () => {
  const other = { ...model, sha256: "0".repeat(64) };
  await expect(verifyModel(other, records())).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  const gone = { ...model, path: join(folder, "gone.gguf") };
  await expect(verifyModel(gone, records())).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
  await expect(verifyModel(model, records(), AbortSignal.abort())).rejects.toMatchObject({
    code: "CANCELLED",
  });
});

// defect: a file that the system did not give at that moment (EMFILE, EACCES, EIO) was told as damaged
test("what the system does not give now is no damage, and the record of what was verified stays", async () => {
  await verifyModel(model, records());
  const aside = `${model.path}.aside`;
  renameSync(model.path, aside);
  for (const block of [() => symlinkSync(model.path, model.path), () => mkdirSync(model.path)]) {
    block();
    const refused = { code: "NOT_READY", detail: { what: "model.gguf" } };
    await expect(verifyModel(model, records())).rejects.toMatchObject(refused);
    await expect(verifyModelFile(model)).rejects.toMatchObject(refused);
    rmSync(model.path, { recursive: true });
  }
  await expect(verifyModelFile(model)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
  renameSync(aside, model.path);
  expect(await verifyModel(model, records())).toMatchObject({ how: "sampled" });
  await verifyModelFile(model);
  const other = { ...model, sha256: "0".repeat(64) };
  await expect(verifyModelFile(other)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
});

// defect: damage was told of a file in use that could not be read for a moment, and it was never looked at again
test("a file in use that cannot be read for a while is looked at again, and nothing is told of it", async () => {
  const aside = `${model.path}.aside`;
  renameSync(model.path, aside);
  symlinkSync(model.path, model.path);
  const told: string[] = [];
  let rounds = 0;
  const end = verifyWhenIdle({
    files: () => {
      rounds += 1;
      return [model];
    },
    idle: async () => true,
    records: records(),
    onDamaged: (_file, { code }) => told.push(code),
    ...{ every: 1, recheck: 1 },
  });
  const poll = { timeout: 60_000, interval: 2 };
  await expect.poll(() => rounds, poll).toBeGreaterThan(3);
  rmSync(model.path);
  renameSync(aside, model.path);
  await expect.poll(() => records().read(sha256), poll).toMatchObject({ sha256 });
  expect(told).toEqual([]);
  await end();
});

test("what is in use is read as a whole when it is due and nobody asks for anything, and damage is told once", async () => {
  utimesSync(model.path, new Date(1000), new Date(1000));
  await verifyModel(model, records());
  rot(66);
  const told: string[] = [];
  let idle = false;
  let asked = 0;
  let rounds = 0;
  let now = Date.now();
  const end = verifyWhenIdle({
    files: () => {
      rounds += 1;
      return [model];
    },
    idle: async () => {
      asked += 1;
      return idle;
    },
    records: records(),
    onDamaged: (_file, { code }) => told.push(code),
    ...{ oldest: 1000, every: 1, recheck: 1, now: () => now },
  });
  const poll = { timeout: 60_000, interval: 2 };
  // Not due yet.
  await expect.poll(() => rounds, poll).toBeGreaterThan(3);
  expect(asked).toBe(0);
  now += 2000;
  await expect.poll(() => asked, poll).toBeGreaterThan(3);
  expect(told).toEqual([]);
  idle = true;
  await expect.poll(() => told, poll).toEqual(["MODEL_DAMAGED"]);
  expect(await records().read(sha256)).toBeUndefined();
  const [seen, round] = [asked, rounds];
  await expect.poll(() => rounds, poll).toBeGreaterThan(round + 3);
  expect(told).toHaveLength(1);
  expect(asked).toBe(seen);
  await end();
});

test("work that comes in ends the reading, and it is done later", async () => {
  let asked = 0;
  const end = verifyWhenIdle({
    files: () => [model],
    // Idle when it begins, not while it reads; from the tenth question on always.
    idle: async () => {
      asked += 1;
      return asked >= 10 || asked % 2 === 1;
    },
    records: records(),
    onDamaged: () => {},
    ...{ every: 1, recheck: 0 },
  });
  await expect
    .poll(() => records().read(sha256), { timeout: 60_000, interval: 5 })
    .toMatchObject({ sha256 });
  expect(asked).toBeGreaterThanOrEqual(10);
  await end();
});
