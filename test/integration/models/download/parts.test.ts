import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { createRemoteHeads } from "../../../../native/models/catalogue/remote-facts.ts";
import { readFileHead } from "../../../../native/models/head/read-head.ts";
import { partUrls } from "../../../../native/models/join/part-name.ts";
import { numbersHead } from "../../../fakes/gguf/numbers-head.ts";
import { splitGguf } from "../../../fakes/gguf/split-gguf.ts";
import { type PartsServer, startPartsServer } from "../../../fakes/parts-server.ts";
import { plainWay } from "../../../fakes/straight-way.ts";
import { tinyGguf } from "../../../fakes/tiny-gguf.ts";
import { testFolder } from "./run-setup.ts";
import { offered, testNode, until } from "./service-setup.ts";

const whole = tinyGguf();
const sha256 = createHash("sha256").update(whole).digest("hex");
const nameOf = (number: number): string => `big-0000${number}-of-00003.gguf`;
const parts = splitGguf(whole, [0, 9]);

let server: PartsServer;
beforeEach(async () => {
  server = await startPartsServer(new Map(parts.map((bytes, index) => [nameOf(index + 1), bytes])));
  onTestFinished(() => server.close());
});

const file = (more: Partial<Parameters<typeof offered>[1]> = {}) => {
  const urls = partUrls(server.url(nameOf(2))) ?? [];
  const size = { sizeBytes: whole.length, sizeExact: true };
  return offered(urls[0] ?? "", { ...size, file: "big.gguf", parts: urls, ...more });
};
const chunkBytes = 4096;

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((each) => each.isFile() && /\.(part|gguf)$/.test(each.name))
    .map(({ parentPath, name }) => statSync(join(parentPath, name)))
    .reduce((sum, { size, blocks }) => sum + Math.min(size, blocks * 512), 0);
}

// defect: models in several parts, which the largest ones are, could not be fetched
it("a model in several parts comes as one file, the same to the byte", async () => {
  const folder = testFolder();
  const { downloads } = testNode(folder, [file({ sha256 })], { chunkBytes });
  const { id } = await downloads.start("m/file");
  const done = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(done).toMatchObject({ state: "done", file: "big.gguf", sha256, doneBytes: whole.length });
  expect(readFileSync(join(folder, "big.gguf")).equals(whole)).toBe(true);
  expect(readdirSync(join(folder, "partials"))).toEqual([]);
  expect(readdirSync(join(folder, "blobs"))).toEqual([sha256]);
});

it("goes on where it was: parts and chunks that are here are not fetched again", async () => {
  const folder = testFolder();
  server.stall(nameOf(3));
  const before = testNode(folder, [file()], { chunkBytes });
  const { id } = await before.downloads.start("m/file");
  await expect.poll(() => server.sent(nameOf(3)), { timeout: 30_000 }).toBeGreaterThan(500);
  await before.downloads.close();
  const [first, second] = [server.sent(nameOf(1)), server.sent(nameOf(2))];
  server.stall(undefined);
  const { downloads } = testNode(folder, [file()], { chunkBytes });
  await until(downloads, id, ({ state }) => state === "done");
  expect(readFileSync(join(folder, "big.gguf")).equals(whole)).toBe(true);
  // But for the question whether they are still the same, since nobody said what the whole must hash to.
  expect([server.sent(nameOf(1)), server.sent(nameOf(2))]).toEqual([
    ...[(first ?? 0) + 4, (second ?? 0) + 4],
  ]);
});

// defect: joining needed the room of the model twice, so that a disk with room for one 400 GB model could not take it
it("needs room for the whole and for the largest part beside it, and for the whole twice where no part's size is known", async () => {
  const partBytes = parts.map((part) => part.length);
  const enough = whole.length + Math.max(...partBytes) + 512 * 2 ** 20;
  for (const [more, free] of [
    [{ partBytes }, enough - 1],
    [{}, enough],
  ] as const) {
    const { downloads } = testNode(testFolder(), [file(more)], { free: async () => free });
    await expect(downloads.start("m/file")).rejects.toMatchObject({
      code: "DISK_FULL",
      detail: { available: free },
    });
  }
  const folder = testFolder();
  // What is written counts, as on a disk: the most that lay there at once must have had its room.
  // The heads of the parts and of the whole are counted with the reserve, which is far larger.
  const heads = 2 * (parts[0]?.length ?? 0);
  const free = async () => enough + heads - bytesIn(folder);
  const { downloads } = testNode(folder, [file({ partBytes })], { chunkBytes, free });
  const { id } = await downloads.start("m/file");
  const done = await until(downloads, id, ({ state }) => state === "done" || state === "paused");
  expect(done).toMatchObject({ state: "done", sha256 });
});

it("that is not what it must be is refused, and a part that is not there is said", async () => {
  const wrong = testNode(testFolder(), [file({ sha256: "0".repeat(64) })], { chunkBytes });
  const one = await wrong.downloads.start("m/file");
  const failed = await until(wrong.downloads, one.id, ({ state }) => state === "failed");
  expect(failed.error?.code).toBe("MODEL_DAMAGED");
  const urls = partUrls(server.url("other-00001-of-00002.gguf")) ?? [];
  const gone = testNode(testFolder(), [file({ parts: urls })], { chunkBytes });
  const two = await gone.downloads.start("m/file");
  const missing = await until(gone.downloads, two.id, ({ state }) => state === "failed");
  expect(missing.error).toMatchObject({
    code: "DOWNLOAD_FAILED",
    detail: { file: "Model Q4 (1/2)", reason: expect.stringContaining("404") },
  });
});

it("says before it is fetched what the whole will be, by the heads of its parts alone", async () => {
  const route = { addresses: (url: string) => [url], way: plainWay };
  const heads = createRemoteHeads(route, { head: () => undefined, keepHead: () => {} });
  const read = await heads.readAnew(server.url(nameOf(1)));
  const folder = testFolder();
  const { downloads } = testNode(folder, [file()], { chunkBytes });
  const { id } = await downloads.start("m/file");
  await until(downloads, id, ({ state }) => state === "done");
  const { partBytes, ...told } = read;
  expect(told).toEqual(await readFileHead(join(folder, "big.gguf")));
  expect(partBytes).toEqual(parts.map((part) => part.length));
});

// defect: for the head of one part a stranger's parts were all read to a length that fills memory
it("a part whose head has no end is refused, and the others are hardly read for it", async () => {
  const hostile = Buffer.concat([numbersHead(9_000_000), Buffer.alloc(70 * 2 ** 20)]);
  const others = parts.slice(1).map((part) => Buffer.concat([part, Buffer.alloc(9 * 2 ** 20)]));
  const strange = await startPartsServer(
    new Map([hostile, ...others].map((bytes, index) => [nameOf(index + 1), bytes])),
  );
  onTestFinished(() => strange.close());
  const route = { addresses: (url: string) => [url], way: plainWay };
  const heads = createRemoteHeads(route, { head: () => undefined, keepHead: () => {} });
  await expect(heads.readAnew(strange.url(nameOf(1)))).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
    detail: { reason: "its head is longer than any" },
  });
  expect(strange.sent(nameOf(2)) + strange.sent(nameOf(3))).toBeLessThan(2 ** 20);
});
