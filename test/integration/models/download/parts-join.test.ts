import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Download } from "../../../../native/api/downloads.ts";
import type { FetchableFile } from "../../../../native/models/catalogue/catalogue-files.ts";
import { sha256Of } from "../../../fakes/file-server.ts";
import { bulkGguf } from "../../../fakes/gguf/bulk-gguf.ts";
import { splitGguf } from "../../../fakes/gguf/split-gguf.ts";
import { type PartsServer, startPartsServer } from "../../../fakes/parts-server.ts";
import { testFolder } from "./run-setup.ts";
import { offered, testNode, until } from "./service-setup.ts";

const PART = 128 * 1024;
const whole = bulkGguf(4, PART, 5);
const sha256 = sha256Of(whole);
const parts = splitGguf(whole, [1, 2, 3]);
const nameOf = (number: number): string => `big-0000${number}-of-00004.gguf`;
const partBytes = parts.map((part) => part.length);
const RESERVE = 512 * 2 ** 20;

const filesOf = (all: readonly Buffer[]): Map<string, Buffer> =>
  new Map(all.map((bytes, index) => [nameOf(index + 1), bytes]));

async function served(files = filesOf(parts)): Promise<PartsServer> {
  const server = await startPartsServer(files);
  onTestFinished(() => server.close());
  return server;
}

/** What nobody says the digest of beforehand, as of any model in parts on a server. */
const unknownFileOf = (server: PartsServer): FetchableFile => {
  const urls = parts.map((_, index) => server.url(nameOf(index + 1)));
  const size = { sizeBytes: whole.length, sizeExact: true, partBytes };
  return offered(urls[0] ?? "", { ...size, file: "big.gguf", parts: urls });
};
const fileOf = (server: PartsServer): FetchableFile => ({ ...unknownFileOf(server), sha256 });

/** A download that stopped within the join for want of room: parts 1 and 2 are in the whole, 3 and 4 lie beside it. A copy of part 2 is aside. */
async function stoppedWithin(server: PartsServer, offer = fileOf) {
  const folder = testFolder();
  const room = { bytes: 1e15 };
  let partials = "";
  const joined = (): number => {
    const record = join(partials, "join.json");
    if (partials === "" || !existsSync(record)) return 0;
    return readFileSync(record, "utf8").split('"joined"').length - 1;
  };
  const aside = join(testFolder(), "part-2");
  const { downloads } = testNode(folder, [offer(server)], {
    free: async () => {
      // Whole, and next to be joined.
      if (joined() === 1) cpSync(join(partials, "part-2"), aside, { recursive: true });
      return joined() < 2 ? room.bytes : Math.min(room.bytes, RESERVE);
    },
    diskPollMillis: 3_600_000,
  });
  const started = downloads.start("m/file");
  partials = join(folder, "partials", (await started).id);
  const { id } = await started;
  const paused = await until(downloads, id, ({ state }) => state === "paused" || state === "done");
  expect(paused).toMatchObject({ state: "paused", waitingFor: "disk" });
  // What it asks for is the part that is next, and not the whole again.
  expect(Number(paused.error?.detail.missing)).toBeLessThan(1.1 * PART);
  expect([1, 2, 3, 4].map((part) => existsSync(join(partials, `part-${part}`)))).toEqual([
    ...[false, false, true, true],
  ]);
  await downloads.close();
  return { folder, id, partials, aside };
}

const sentOf = (server: PartsServer): readonly number[] =>
  partBytes.map((_, index) => server.sent(nameOf(index + 1)));

it("while its parts are joined it says so, and how much of the whole stands", async () => {
  const server = await served();
  const seen: Download[] = [];
  // A join asks for room before each part.
  const free = async (): Promise<number> => {
    seen.push(...node.downloads.list());
    return 1e15;
  };
  const node = testNode(testFolder(), [fileOf(server)], { free });
  const { id } = await node.downloads.start("m/file");
  await until(node.downloads, id, ({ state }) => state === "done");
  const joining = seen.filter(({ state }) => state === "joining");
  expect(joining).toHaveLength(parts.length);
  for (const { doneBytes, expected } of joining)
    expect({ doneBytes, expected }).toEqual({ doneBytes: whole.length, expected: true });
  const joined = joining.map(({ joinedBytes = 0 }) => joinedBytes / whole.length);
  expect(joined).toEqual(joined.toSorted((a, b) => a - b));
  expect(joined.at(-1)).toBeGreaterThan(0.6);
  expect(joined.at(-1)).toBeLessThan(1);
  expect(node.ends.at(-1)).not.toHaveProperty("joinedBytes");
});

it("a join that had no room goes on with what is there, and fetches nothing again", async () => {
  const server = await served();
  const { folder, id } = await stoppedWithin(server);
  const before = sentOf(server);
  const { downloads } = testNode(folder, [fileOf(server)], { diskPollMillis: 50 });
  const done = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(done).toMatchObject({ state: "done", sha256, doneBytes: whole.length });
  expect(readFileSync(join(folder, "big.gguf")).equals(whole)).toBe(true);
  expect(sentOf(server)).toEqual(before);
});

/** One bit of what is joined of it. */
function damagePart2(partials: string): void {
  const path = join(partials, "model.part");
  const bytes = readFileSync(path);
  const at = whole.length - 3 * PART + 17;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

it("a byte that the disk lost in what was joined costs its part and no other", async () => {
  const server = await served();
  const { folder, id, partials } = await stoppedWithin(server);
  const before = sentOf(server);
  damagePart2(partials);
  const { downloads } = testNode(folder, [fileOf(server)], { diskPollMillis: 50 });
  const done = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(done).toMatchObject({ state: "done", sha256 });
  expect(readFileSync(join(folder, "big.gguf")).equals(whole)).toBe(true);
  const after = sentOf(server).map((bytesNow, index) => bytesNow - (before[index] ?? 0));
  // The part, and the question whether it is still the same.
  expect(after).toEqual([0, (partBytes[1] ?? 0) + 4, 0, 0]);
});

it.each([
  ["the whole is gone", (partials: string) => join(partials, "model.part")],
  ["the record is nonsense", (partials: string) => join(partials, "join.json")],
])("where %s, what was joined is fetched again and nothing is believed", async (_what, pathOf) => {
  const server = await served();
  const { folder, id, partials } = await stoppedWithin(server);
  const before = sentOf(server);
  writeFileSync(pathOf(partials), "x");
  const { downloads } = testNode(folder, [fileOf(server)], { diskPollMillis: 50 });
  const done = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(done).toMatchObject({ state: "done", sha256 });
  const after = sentOf(server).map((bytesNow, index) => bytesNow - (before[index] ?? 0));
  expect(after).toEqual([(partBytes[0] ?? 0) + 4, (partBytes[1] ?? 0) + 4, 0, 0]);
});

// defect: a record that could not be read at that moment counted as none: all that was joined was deleted and fetched again
it("where the record cannot be read just now, nothing is fetched or deleted, and it goes on when it can", async () => {
  const server = await served();
  const { folder, id, partials } = await stoppedWithin(server);
  const before = sentOf(server);
  const record = join(partials, "join.json");
  renameSync(record, `${record}.aside`);
  mkdirSync(record);
  const first = testNode(folder, [fileOf(server)], { diskPollMillis: 50 });
  const failed = await until(first.downloads, id, ({ state }) => state === "failed");
  expect(failed.error).toMatchObject({ code: "DATA_FOLDER_UNWRITABLE" });
  await first.downloads.close();
  rmSync(record, { recursive: true });
  renameSync(`${record}.aside`, record);
  const { downloads } = testNode(folder, [fileOf(server)], { diskPollMillis: 50 });
  await downloads.resume(id);
  const done = await until(downloads, id, ({ state }) => state === "done");
  expect(done).toMatchObject({ sha256 });
  expect(readFileSync(join(folder, "big.gguf")).equals(whole)).toBe(true);
  expect(sentOf(server)).toEqual(before);
});

// defect: the part was fetched again though all of it lay there, since its journal knew no digest
it("a byte that the disk lost before its part was deleted costs nothing: the part is joined again", async () => {
  const server = await served();
  const { folder, id, partials, aside } = await stoppedWithin(server, unknownFileOf);
  const before = sentOf(server);
  // Killed after the record, before the deletion.
  cpSync(aside, join(partials, "part-2"), { recursive: true });
  damagePart2(partials);
  const { downloads } = testNode(folder, [unknownFileOf(server)], { diskPollMillis: 50 });
  const done = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(done).toMatchObject({ state: "done", sha256 });
  expect(readFileSync(join(folder, "big.gguf")).equals(whole)).toBe(true);
  expect(sentOf(server)).toEqual(before);
});

// defect: parts of one version and of another were joined, and the whole, which was neither, taken as the model
it("a part that is lost within the join and came out anew meanwhile is not joined with the old ones", async () => {
  const files = filesOf(parts);
  const server = await served(files);
  const { folder, id, partials } = await stoppedWithin(server, unknownFileOf);
  rmSync(join(partials, "part-4"), { recursive: true });
  const published = bulkGguf(4, PART, 6);
  for (const [name, bytes] of filesOf(splitGguf(published, [1, 2, 3]))) files.set(name, bytes);
  const { downloads } = testNode(folder, [unknownFileOf(server)], { diskPollMillis: 50 });
  const failed = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(failed).toMatchObject({ state: "failed", error: { code: "DOWNLOAD_CHANGED" } });
  expect(existsSync(join(folder, "big.gguf"))).toBe(false);
  await downloads.resume(id);
  const done = await until(downloads, id, ({ state }) => state === "done");
  expect(done).toMatchObject({ sha256: sha256Of(published) });
  expect(readFileSync(join(folder, "big.gguf")).equals(published)).toBe(true);
});

it("a part that is lost within the join and is the same on the server is fetched again alone", async () => {
  const server = await served();
  const { folder, id, partials } = await stoppedWithin(server, unknownFileOf);
  const before = sentOf(server);
  rmSync(join(partials, "part-4"), { recursive: true });
  const { downloads } = testNode(folder, [unknownFileOf(server)], { diskPollMillis: 50 });
  const done = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(done).toMatchObject({ state: "done", sha256 });
  const after = sentOf(server).map((bytesNow, index) => bytesNow - (before[index] ?? 0));
  expect(after).toEqual([0, 0, 0, (partBytes[3] ?? 0) + 4]);
});
