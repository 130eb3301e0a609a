import { onTestFinished } from "vitest";
import type { Download } from "../../../../native/api/downloads.ts";
import type { FetchableFile } from "../../../../native/models/catalogue/catalogue-files.ts";
import {
  createDigestRecord,
  type DigestRecord,
} from "../../../../native/models/catalogue/digest-record.ts";
import { createDownloads, type Downloads } from "../../../../native/models/download/downloads.ts";
import type { DownloadsOptions } from "../../../../native/models/download/downloads-options.ts";
import {
  createModelStore,
  type ModelStore,
} from "../../../../native/models/download/store/model-store.ts";
import { CHUNK, PATIENCE } from "./run-setup.ts";

/** The downloads of a folder as a node has them, with the ends that were told. */
export interface TestNode {
  readonly downloads: Downloads;
  readonly store: ModelStore;
  readonly digests: DigestRecord;
  readonly ends: Download[];
}

/** A file of a catalogue that lies on a test's server. */
export function offered(url: string, more: Partial<FetchableFile> = {}): FetchableFile {
  const plain = { id: "m/file", modelId: "m", name: "Model Q4", file: "model.gguf", url };
  return { ...plain, sizeBytes: 0, sizeExact: false, ...more };
}

/** Starts the downloads of a folder; they are closed with the test, or by it. */
export function testNode(
  folder: string,
  files: readonly FetchableFile[],
  more: Partial<DownloadsOptions> = {},
): TestNode {
  const digests = createDigestRecord(folder);
  const store = createModelStore({ folder, digests, user: () => undefined });
  const ends: Download[] = [];
  const downloads = createDownloads({
    modelsFolder: folder,
    store,
    chunkBytes: CHUNK,
    stallMillis: PATIENCE,
    free: async () => 1e15,
    onEnd: (download) => ends.push(download),
    findFile: async (id) => {
      const found = files.find((file) => file.id === id);
      if (found === undefined) throw new Error(`no file ${id}`);
      return found;
    },
    ...more,
  });
  onTestFinished(() => downloads.close());
  return { downloads, store, digests, ends };
}

/** The first list in which the download is as wanted; fails after two minutes, as some disks take their time. */
export async function until(
  downloads: Downloads,
  id: string,
  isWanted: (download: Download) => boolean,
): Promise<Download> {
  const seen: string[] = [];
  for await (const list of downloads.watch(AbortSignal.timeout(PATIENCE))) {
    const download = list.find((each) => each.id === id);
    seen.push(JSON.stringify(download));
    if (download !== undefined && isWanted(download)) return download;
  }
  throw new Error(`it never came so far: ${seen.slice(-5).join("\n")}`);
}
