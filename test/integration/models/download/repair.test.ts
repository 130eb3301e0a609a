import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createChunkDigest } from "../../../../native/models/download/chunks/chunk-digest.ts";
import {
  chunkRange,
  createChunkPlan,
} from "../../../../native/models/download/chunks/chunk-plan.ts";
import type { ArrivedChunk } from "../../../../native/models/download/chunks/journal-lines.ts";
import { createDispatcher } from "../../../../native/models/download/dispatcher.ts";
import { repairFile } from "../../../../native/models/download/run/repair.ts";
import { createSources } from "../../../../native/models/download/run/sources.ts";
import {
  type FileServer,
  modelBytes,
  sha256Of,
  startFileServer,
} from "../../../fakes/file-server.ts";
import { straightWay } from "../../../fakes/straight-way.ts";
import { CHUNK, testFolder, testRun } from "./run-setup.ts";

const content = modelBytes(12 * CHUNK + 99);
const sha256 = sha256Of(content);

/** Each chunk comes damaged in its third the first time, and right when it is asked for again. */
async function damagedOnce(onAgain: () => void = () => undefined): Promise<FileServer> {
  const from = await startFileServer(content);
  onTestFinished(() => from.close());
  let times = 0;
  from.behave(({ start }) => {
    if (start !== 3 * CHUNK) return { kind: "honest" };
    times += 1;
    if (times > 1) onAgain();
    return times === 1 ? { kind: "damage", at: 3 * CHUNK } : { kind: "honest" };
  });
  return from;
}

// defect: when the thread that worked out the digest anew died, the download and the end of the node waited for ever
it("a file that cannot be read while its digest is worked out anew ends the download", async () => {
  const folder = testFolder();
  const from = await damagedOnce(() => rmSync(join(folder, "model.part")));
  const { result } = testRun({ addresses: [from.url], sha256, folder });
  await expect(result).rejects.toMatchObject({ code: "DATA_FOLDER_UNWRITABLE" });
});

// defect: a pause was heard only when the whole file had been read
it("a pause is heard before the digest is worked out anew", async () => {
  const from = await damagedOnce();
  const stop = new AbortController();
  const { result } = testRun(
    { addresses: [from.url], sha256 },
    { onProgress: ({ repaired }) => repaired > 0 && stop.abort(new Error("paused")) },
    stop.signal,
  );
  await expect(result).rejects.toThrow("paused");
});

// defect: what was fetched to mend a file passed the speed limit by
it("the speed limit holds for what is fetched to mend a file", async () => {
  const from = await damagedOnce();
  let limited = 0;
  const { result } = testRun(
    { addresses: [from.url], sha256 },
    {
      limit: {
        passed: (bytes) => {
          limited += bytes;
          return 0;
        },
        due: () => 0,
      },
    },
  );
  expect(readFileSync((await result).path).equals(content)).toBe(true);
  // All of it once, and again as far as the damage.
  expect(limited).toBe(content.length + 4 * CHUNK);
});

// defect: the whole file was read again after each chunk that differed
it("the whole is read anew less often than chunks are mended", async () => {
  const from = await startFileServer(content);
  onTestFinished(() => from.close());
  const dispatcher = createDispatcher({});
  onTestFinished(() => dispatcher.destroy());
  const plan = createChunkPlan({ total: content.length, chunkBytes: CHUNK });
  const digest = await createChunkDigest();
  const arrived = new Map<number, ArrivedChunk>();
  for (let index = 0; index < plan.count; index += 1) {
    const { start, end } = chunkRange(plan.layout, index);
    digest.begin();
    digest.add(content.subarray(start, end));
    arrived.set(index, {
      digest: index === 0 ? digest.end() : "0".repeat(32),
      address: from.url,
    });
  }
  const written = Buffer.from(content.subarray(0, CHUNK));
  const mended = Buffer.concat([written, Buffer.alloc(content.length - CHUNK)]);
  const reads: number[] = [];
  let repaired = 0;
  await repairFile(
    {
      job: { file: "model.gguf", addresses: [from.url], folder: "" },
      ports: {
        way: straightWay(() => dispatcher),
        limit: { passed: () => 0, due: () => 0 },
        connections: () => 1,
        needSpace: async () => undefined,
        onProgress: () => undefined,
        onBytes: () => undefined,
        now: Date.now,
        random: () => 0,
        stallMillis: 30_000,
      },
      sources: createSources({
        ...{ file: "model.gguf", addresses: [from.url], now: Date.now, random: () => 0 },
        underway: () => true,
        onWait: () => undefined,
      }),
      facts: {},
      plan,
      file: {
        write: async (bytes, position) => {
          bytes.copy(mended, position);
        },
        sync: async () => undefined,
        close: async () => undefined,
      },
      journal: {
        state: { sources: new Map(), chunks: new Map() },
        append: () => undefined,
        close: () => undefined,
      },
      arrived,
      hash: { add: () => undefined, close: async () => undefined },
      flying: new Map(),
      onRepair: () => {
        repaired += 1;
      },
      onProgress: () => undefined,
    },
    "what was found",
    sha256,
    async () => {
      reads.push(repaired);
      return sha256Of(mended);
    },
    new AbortController().signal,
  );
  expect(mended.equals(content)).toBe(true);
  expect(reads).toEqual([1, 2, 4, 8, plan.count - 1]);
});
