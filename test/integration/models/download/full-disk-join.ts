import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createDigestRecord } from "../../../../native/models/catalogue/digest-record.ts";
import { createDownloads } from "../../../../native/models/download/downloads.ts";
import { createModelStore } from "../../../../native/models/download/store/model-store.ts";
import { partUrls } from "../../../../native/models/join/part-name.ts";

/**
 * A model in several parts onto a disk of so many KiB, which is made larger once it is full. Runs as root of a mount namespace of its
 * own; arguments are an empty folder, the address of the first part, the bytes of the whole and the KiB. Prints what happened as a
 * line of JSON.
 */
const [folder = "", url = "", wholeBytes = "", kibibytes = ""] = process.argv.slice(2);
execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kibibytes}k`, "tmpfs", folder]);
const digests = createDigestRecord(folder);
const downloads = createDownloads({
  modelsFolder: folder,
  chunkBytes: 262_144,
  // So that nothing but the disk itself says that it is full.
  free: async () => 1e15,
  // Longer than the list takes to be told: what pauses for a moment alone might never be seen to.
  diskPollMillis: 2_000,
  store: createModelStore({ folder, digests, user: () => undefined }),
  findFile: async (id) => ({
    ...{ id, modelId: "m", name: "Model", file: "model.gguf", url, parts: partUrls(url) ?? [] },
    ...{ sizeBytes: Number(wholeBytes), sizeExact: true },
  }),
});
// Nothing of a paused download keeps a process alive.
const alive = setInterval(() => undefined, 1_000);
const { id } = await downloads.start("m/model");
const codes = new Set<string>();
let state = "";
for await (const list of downloads.watch(AbortSignal.timeout(60_000))) {
  const download = list.find((each) => each.id === id);
  state = download?.state ?? "";
  if (download?.error !== undefined) codes.add(download.error.code);
  if (state === "paused") execFileSync("mount", ["-o", "remount,size=64m", folder]);
  if (state === "done" || state === "failed") break;
}
await downloads.close();
clearInterval(alive);
const sha256 =
  state === "done"
    ? createHash("sha256")
        .update(readFileSync(join(folder, "model.gguf")))
        .digest("hex")
    : state;
console.log(JSON.stringify({ codes: [...codes], sha256 }));
