import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createDispatcher } from "../../../../native/models/download/dispatcher.ts";
import { runDownload } from "../../../../native/models/download/run/download-run.ts";
import type {
  DownloadJob,
  FetchedFile,
  RunPorts,
  RunProgress,
} from "../../../../native/models/download/run/job.ts";
import { createSpeedLimit } from "../../../../native/models/download/speed/speed-limit.ts";
import { type FileServer, startFileServer } from "../../../fakes/file-server.ts";
import { straightWay } from "../../../fakes/straight-way.ts";

/** A size at which a small file has many chunks. */
export const CHUNK = 65_536;

/** Longer than a busy machine ever stands still: a stall is one only where a test makes it, with a time of its own. In milliseconds. */
export const PATIENCE = 120_000;

/** A folder that goes away with the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hearth-download-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A local server of these bytes that ends with the test. */
export async function servedFile(bytes: Buffer, etag?: string): Promise<FileServer> {
  const started = await startFileServer(bytes, etag);
  onTestFinished(() => started.close());
  return started;
}

/** A run with small chunks and little patience; what it told on the way is in `seen`. */
export function testRun(
  job: Pick<DownloadJob, "addresses"> & Partial<DownloadJob>,
  ports: Partial<RunPorts> = {},
  signal: AbortSignal = new AbortController().signal,
): { readonly result: Promise<FetchedFile>; readonly seen: RunProgress[] } {
  const dispatcher = createDispatcher({});
  onTestFinished(() => dispatcher.destroy());
  const seen: RunProgress[] = [];
  const result = runDownload(
    { file: "model.gguf", folder: testFolder(), ...job },
    {
      way: straightWay(() => dispatcher),
      limit: createSpeedLimit(() => undefined),
      connections: () => 4,
      needSpace: async () => undefined,
      onProgress: (progress) => seen.push(progress),
      onBytes: () => undefined,
      now: Date.now,
      random: () => 0,
      stallMillis: PATIENCE,
      chunkBytes: CHUNK,
      ...ports,
    },
    signal,
  );
  result.catch(() => undefined);
  return { result, seen };
}
