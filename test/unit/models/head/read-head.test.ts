import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import {
  checkFileHead,
  readFileHead,
  readHeadWithin,
} from "../../../../native/models/head/read-head.ts";
import { tinyGguf } from "../../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-heads-"));
afterAll(() => rmSync(folder, { recursive: true }));
const tiny = tinyGguf();

/** The tiny model with a metadata entry of a million words in front of the others. */
function wordy(words = 1_000_000): Buffer {
  const pair = Buffer.alloc(8 + 1 + 4 + 4 + 8 + words * 9);
  pair.writeBigUInt64LE(1n, 0);
  pair.write("k", 8);
  pair.writeUInt32LE(9, 9);
  pair.writeUInt32LE(8, 13);
  pair.writeBigUInt64LE(BigInt(words), 17);
  for (let at = 25; at < pair.length; at += 9) {
    pair.writeUInt32LE(1, at);
    pair.write("w", at + 8);
  }
  const start = Buffer.from(tiny.subarray(0, 24));
  start.writeBigUInt64LE(start.readBigUInt64LE(16) + 1n, 16);
  // The data begin at the next multiple of 32 wherever the head ends.
  return Buffer.concat([start, pair, tiny.subarray(24), Buffer.alloc(64)]);
}

function stored(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

// defect: a head of some MiB was read in one piece on the node's own thread, which did nothing else meanwhile
test("a long head lets everything else go on while it is read", async () => {
  const bytes = wordy();
  const order: string[] = [];
  const reading = readHeadWithin(bytes, bytes.length, "wordy.gguf").then((head) => {
    order.push("head");
    return head;
  });
  for (let count = 0; count < 3; count += 1) {
    await turn();
    order.push("another");
  }
  const head = await reading;
  expect(order).toEqual(["another", "another", "another", "head"]);
  expect(head?.facts.architecture).toBe("llama");
});

test("many heads at once are read each for itself, short ones and long ones", async () => {
  const long = stored("long.gguf", wordy());
  const short = stored("short.gguf", tiny);
  const heads = await Promise.all([long, short, long, long].map(readFileHead));
  expect(heads.map(({ sizeBytes }) => sizeBytes)).toEqual(
    [wordy(), tiny, wordy(), wordy()].map(({ length }) => length),
  );
  expect(new Set(heads.map(({ facts }) => facts.parameters)).size).toBe(1);
  // The thread has ended with the last; another one begins.
  expect((await readFileHead(long)).facts.contextLength).toBe(512);
});

test("what is wrong with a head arrives as it would from this thread", async () => {
  const cut = wordy().subarray(0, 5_000_000);
  await expect(readFileHead(stored("cut.gguf", cut))).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
    detail: { file: "cut.gguf", reason: "it ends too early" },
  });
  expect(await readHeadWithin(Buffer.from(cut), 1e9, "cut.gguf")).toBeUndefined();
  await expect(checkFileHead(stored("text.gguf", Buffer.from("words")))).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
    detail: { reason: "it does not begin with GGUF" },
  });
  await expect(readFileHead(join(folder, "none.gguf"))).rejects.toMatchObject({ code: "ENOENT" });
  await expect(checkFileHead(join(folder, "none.gguf"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("bytes that hold no whole head are asked for again, and are the reader's", async () => {
  const bytes = wordy();
  expect(
    await readHeadWithin(Buffer.from(bytes.subarray(0, 1_000)), 1e9, "a.gguf"),
  ).toBeUndefined();
  expect(
    await readHeadWithin(Buffer.from(bytes.subarray(0, 1_000_000)), 1e9, "a.gguf"),
  ).toBeUndefined();
});
