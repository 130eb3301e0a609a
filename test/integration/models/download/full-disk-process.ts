import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createDigestRecord } from "../../../../native/models/catalogue/digest-record.ts";
import { createDownloads } from "../../../../native/models/download/downloads.ts";
import { createModelStore } from "../../../../native/models/download/store/model-store.ts";

/**
 * A download onto a disk of 1 MiB that is made larger once it is full. Runs as root of a mount namespace of its own; arguments
 * are an empty folder and the file's address. Prints what happened as a line of JSON.
 */
const [folder = "", url = ""] = process.argv.slice(2);
execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
const digests = createDigestRecord(folder);
const downloads = createDownloads({
  modelsFolder: folder,
  chunkBytes: 65_536,
  // So that nothing but the disk itself says that it is full.
  free: async () => 1e15,
  // Longer than the list takes to be told: what pauses for a moment alone might never be seen to.
  diskPollMillis: 2_000,
  store: createModelStore({ folder, digests, user: () => undefined }),
  findFile: async (id) => {
    const plain = { id, modelId: "m", name: "Model", file: "model.gguf", url };
    return { ...plain, sizeBytes: 0, sizeExact: false };
  },
});
// Nothing of a paused download keeps a process alive.
const alive = setInterval(() => undefined, 1_000);
const { id } = await downloads.start("m/model");
const codes = new Set<string>();
let doneAtPause = 0;
let failedWith: string | undefined;
for await (const list of downloads.watch(AbortSignal.timeout(60_000))) {
  const download = list.find((each) => each.id === id);
  if (download?.state === "paused" && codes.size === 0) {
    codes.add(download.error?.code ?? "none");
    doneAtPause = download.doneBytes;
    execFileSync("mount", ["-o", "remount,size=16m", folder]);
  }
  if (download?.state === "failed") failedWith = download.error?.code;
  if (download?.state === "done" || download?.state === "failed") break;
}
await downloads.close();
clearInterval(alive);
const sha256 =
  failedWith === undefined
    ? createHash("sha256")
        .update(readFileSync(join(folder, "model.gguf")))
        .digest("hex")
    : failedWith;
console.log(JSON.stringify({ codes: [...codes], doneAtPause, sha256 }));
