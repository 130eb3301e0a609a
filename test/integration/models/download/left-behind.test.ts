import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FileServer, modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { CHUNK, servedFile, testFolder, testRun } from "./run-setup.ts";
import { offered, testNode, until } from "./service-setup.ts";

const content = modelBytes(16 * CHUNK + 3);
const sha256 = sha256Of(content);

/** A folder with a download that was left when half of it was here. */
async function leftHalf(from: FileServer): Promise<string> {
  const folder = testFolder();
  from.slow(8 * CHUNK);
  const stop = new AbortController();
  const half = testRun(
    { addresses: [from.url], folder },
    { onProgress: ({ doneBytes }) => doneBytes > 8 * CHUNK && stop.abort(new Error("left")) },
    stop.signal,
  );
  await expect(half.result).rejects.toThrow("left");
  from.slow(undefined);
  return folder;
}

describe("what is found at a start", () => {
  it("a byte that the disk lost costs its chunk", async () => {
    const from = await servedFile(content);
    const folder = await leftHalf(from);
    const part = join(folder, "model.part");
    const bytes = readFileSync(part);
    bytes[CHUNK + 5] = (bytes[CHUNK + 5] ?? 0) ^ 1;
    writeFileSync(part, bytes);
    const missing = content.length - chunksIn(folder).length * CHUNK;
    const before = from.sent();
    const { result, seen } = testRun({ addresses: [from.url], folder });
    const fetched = await result;
    expect(readFileSync(fetched.path).equals(content)).toBe(true);
    expect(seen.at(-1)?.repaired).toBe(1);
    // What was missing anyway, the one chunk, and the question whether the file is still the same.
    expect(from.sent() - before).toBe(missing + CHUNK + 4);
    expect(from.requests.filter(({ start }) => start === CHUNK)).toHaveLength(2);
  });

  it.each([
    ["no partial file", (folder: string) => rmSync(join(folder, "model.part"))],
    ["a partial file cut short", (folder: string) => truncateSync(join(folder, "model.part"), 9)],
    ["no journal", (folder: string) => rmSync(join(folder, "journal"))],
    ["a journal of nonsense", (folder: string) => writeFileSync(join(folder, "journal"), "\0x\n")],
    [
      "a folder in the journal's place",
      (folder: string) => {
        rmSync(join(folder, "journal"));
        mkdirSync(join(folder, "journal"));
      },
    ],
    [
      "the bytes of another file",
      (folder: string) => writeFileSync(join(folder, "model.part"), modelBytes(content.length, 4)),
    ],
  ])("%s costs time and no truth", async (_what, spoil) => {
    const from = await servedFile(content);
    const folder = await leftHalf(from);
    spoil(folder);
    const { result } = testRun({ addresses: [from.url], folder });
    const fetched = await result;
    expect(fetched.sha256).toBe(sha256);
    expect(readFileSync(fetched.path).equals(content)).toBe(true);
  });

  it("a file that is all here is checked and done without a server", async () => {
    const from = await servedFile(content);
    const folder = testFolder();
    await testRun({ addresses: [from.url], folder }).result;
    await from.stop();
    const { result, seen } = testRun({ addresses: [from.url], folder });
    expect((await result).sha256).toBe(sha256);
    expect(seen.every(({ phase }) => phase === "checking")).toBe(true);
  });
});

describe("a node that ended in the midst of naming", () => {
  it("gives the name at the next start, and fetches nothing", async () => {
    const from = await servedFile(content);
    const folder = testFolder();
    const files = [offered(from.url)];
    const before = testNode(folder, files);
    const { id } = await before.downloads.start("m/file");
    await until(before.downloads, id, ({ state }) => state === "done");
    await before.downloads.close();
    // As it was between the two: the content is under its digest, and the list does not know yet.
    rmSync(join(folder, "model.gguf"));
    const list = join(folder, "downloads.json");
    const text = readFileSync(list, "utf8").replace('"state":"done"', '"state":"finishing"');
    writeFileSync(list, text.replace(/,"endedAt":\d+/, ""));
    const requests = from.requests.length;
    const after = testNode(folder, files);
    await until(after.downloads, id, ({ state }) => state === "done");
    expect(readFileSync(join(folder, "model.gguf")).equals(content)).toBe(true);
    expect(from.requests).toHaveLength(requests);
  });

  // defect: a list that a power cut had emptied took all partial downloads with it
  it.each([
    ["empty", ""],
    ["half of one", "{"],
    ["of a later version", '{"version":2,"settings":{},"downloads":[]}'],
    ["not there", undefined],
  ])("and whose list is %s deletes no partial download, now or later", async (_what, text) => {
    const folder = testFolder();
    const part = join(folder, "partials", "some-id", "model.part");
    mkdirSync(dirname(part), { recursive: true });
    writeFileSync(part, "39 GB");
    if (text !== undefined) writeFileSync(join(folder, "downloads.json"), text);
    for (let start = 0; start < 2; start += 1) {
      const { downloads } = testNode(folder, []);
      expect(downloads.list()).toEqual([]);
      downloads.saveSettings(downloads.settings());
      await downloads.close();
      expect(readFileSync(part, "utf8")).toBe("39 GB");
    }
    if (text !== undefined)
      expect(readFileSync(join(folder, "downloads.json.damaged"), "utf8")).toBe(text);
  });

  // defect: one setting out of range, or one record that was none, cost every download and every setting
  it("takes what is sound of a list, and keeps the rest aside", async () => {
    const from = await servedFile(content);
    const folder = testFolder();
    from.slow(1);
    const before = testNode(folder, [offered(from.url)]);
    const { id } = await before.downloads.start("m/file");
    await before.downloads.pause(id);
    await before.downloads.close();
    const list = join(folder, "downloads.json");
    const { version, settings, downloads: records } = JSON.parse(readFileSync(list, "utf8"));
    const edited = JSON.stringify({
      ...{ version, settings: { ...settings, connections: 7, atOnce: 99 } },
      downloads: [{ id: "no record" }, ...records],
    });
    writeFileSync(list, edited);
    const after = testNode(folder, [offered(from.url)]);
    expect(after.downloads.list()).toMatchObject([{ id, state: "paused" }]);
    expect(after.downloads.settings()).toMatchObject({ connections: 7, atOnce: 2 });
    await after.downloads.close();
    expect(readFileSync(`${list}.damaged`, "utf8")).toBe(edited);
    expect(existsSync(join(folder, "partials", id))).toBe(true);
  });

  // defect: a list that the system would not give counted as empty and was written over; then it kept the whole node from starting
  it("waits for a list that is there and cannot be read, and goes on with it by itself", async () => {
    const from = await servedFile(content);
    const folder = testFolder();
    from.slow(1);
    const before = testNode(folder, [offered(from.url)]);
    const { id } = await before.downloads.start("m/file");
    await before.downloads.pause(id);
    await before.downloads.close();
    const list = join(folder, "downloads.json");
    renameSync(list, `${list}.away`);
    mkdirSync(list);
    const told: string[] = [];
    const { downloads } = testNode(folder, [offered(from.url)], {
      onTrouble: ({ code }) => told.push(code),
      diskPollMillis: 50,
    });
    const unwritable = { code: "DATA_FOLDER_UNWRITABLE" };
    expect(told).toEqual(["DATA_FOLDER_UNWRITABLE"]);
    expect(downloads.list()).toEqual([]);
    // Who asks what may be deleted is not told that nothing is wanted.
    expect(downloads.known()).toBeUndefined();
    await expect(downloads.start("m/file")).rejects.toMatchObject(unwritable);
    await expect(downloads.resume(id)).rejects.toMatchObject(unwritable);
    expect(() => downloads.saveSettings(downloads.settings())).toThrow(
      expect.objectContaining(unwritable),
    );
    expect(existsSync(join(folder, "partials", id))).toBe(true);

    rmdirSync(list);
    renameSync(`${list}.away`, list);
    from.slow(undefined);
    await until(downloads, id, ({ state }) => state === "paused");
    await downloads.resume(id);
    await until(downloads, id, ({ state }) => state === "done");
    expect(existsSync(`${list}.damaged`)).toBe(false);
  });

  it("clears away what a copy or a join of the person's own files left when the node was killed", async () => {
    const folder = testFolder();
    for (const name of ["taking-some", "of-a-lost-list"])
      mkdirSync(join(folder, "partials", name), { recursive: true });
    const { downloads } = testNode(folder, []);
    await downloads.close();
    expect(readdirSync(join(folder, "partials"))).toEqual(["of-a-lost-list"]);
  });

  it("clears away what a download that is done left", async () => {
    const from = await servedFile(content);
    const folder = testFolder();
    const before = testNode(folder, [offered(from.url)]);
    const { id } = await before.downloads.start("m/file");
    await until(before.downloads, id, ({ state }) => state === "done");
    await before.downloads.close();
    mkdirSync(join(folder, "partials", id), { recursive: true });
    await testNode(folder, []).downloads.close();
    expect(existsSync(join(folder, "partials", id))).toBe(false);
  });
});

function chunksIn(folder: string): readonly string[] {
  const lines = readFileSync(join(folder, "journal"), "utf8").split("\n");
  return lines.filter((line) => line.includes('"chunk","index"'));
}
