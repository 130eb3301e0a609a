import { rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { createChunkDigest } from "../download/chunks/chunk-digest.ts";
import type { DownloadJob, FetchedFile } from "../download/run/job.ts";
import { ownDisk } from "../download/store/disk.ts";
import { joinFileHeads } from "../head/read-head.ts";
import { type JoinRecord, removeJoinRecord, writeJoinRecord } from "./join-record.ts";

/**
 * Begins a file with the head that all parts have together, and the record of how far it is; all of it is on the disk when this
 * resolves, and no part is changed. Throws MODEL_DAMAGED where they are no parts of one model, or what the file system throws.
 */
export async function beginJoin(
  job: Pick<DownloadJob, "folder" | "file">,
  target: string,
  fetched: readonly (FetchedFile | undefined)[],
): Promise<JoinRecord> {
  // A record of another file must not be believed for this one.
  removeJoinRecord(job.folder);
  rmSync(target, { force: true });
  const files = fetched.filter((each) => each !== undefined);
  const { head, pieces } = await joinFileHeads(
    files.map(({ path }) => path),
    job.file,
  );
  const digest = await createChunkDigest();
  digest.begin();
  digest.add(head);
  const record: JoinRecord = {
    version: 1,
    head: { bytes: head.length, digest: digest.end() },
    parts: files.map(({ sha256, totalBytes }, index) => {
      const { start = 0, bytes = 0 } = pieces[index] ?? {};
      return { fileBytes: totalBytes, sha256, start, bytes };
    }),
  };
  await using file = await open(target, "wx", 0o644);
  await file.writeFile(head);
  await file.sync();
  await ownDisk.syncFolder(job.folder);
  writeJoinRecord(job.folder, record);
  return record;
}
