import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHearthError } from "../../../../native/api/errors.ts";
import { createDigestRecord } from "../../../../native/models/catalogue/digest-record.ts";
import { createDownloads } from "../../../../native/models/download/downloads.ts";
import { createModelStore } from "../../../../native/models/download/store/model-store.ts";

/**
 * A download onto a disk of 1 MiB that fills up to the last byte, and what can still be done then. Runs as root of a mount
 * namespace of its own; arguments are an empty folder and the file's address. Prints what happened as a line of JSON.
 */
const [folder = "", url = ""] = process.argv.slice(2);
execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
const digests = createDigestRecord(folder);
const downloads = createDownloads({
  modelsFolder: folder,
  chunkBytes: 65_536,
  free: async () => 1e15,
  store: createModelStore({ folder, digests, user: () => undefined }),
  findFile: async (id) => {
    const plain = { id, modelId: "m", name: "Model", file: `${id}.gguf`, url };
    return { ...plain, sizeBytes: 0, sizeExact: false };
  },
});
const codeOf = (error: unknown): string => toHearthError(error).code;
// Nothing of a paused download keeps a process alive.
const alive = setInterval(() => undefined, 1_000);
const { id } = await downloads.start("one");
for await (const [download] of downloads.watch(AbortSignal.timeout(60_000)))
  if (download?.state === "paused") break;
await fillUp();

let settings = "kept";
try {
  downloads.saveSettings({ ...downloads.settings(), connections: 2 });
} catch (error) {
  settings = codeOf(error);
}
const { connections } = downloads.settings();
const start = await downloads.start("two").then(() => "started", codeOf);
const listed = downloads.list().map(({ fileId }) => fileId);
const cancelled = await downloads.cancel(id).then((left) => left, codeOf);
const partials = readdirSync(join(folder, "partials"));
const { downloads: kept } = JSON.parse(readFileSync(join(folder, "downloads.json"), "utf8"));
await downloads.close();
clearInterval(alive);
console.log(JSON.stringify({ settings, connections, start, listed, cancelled, partials, kept }));

async function fillUp(): Promise<void> {
  for (let count = 0; ; count += 1) {
    try {
      writeFileSync(join(folder, `full-${count}`), Buffer.alloc(4096));
    } catch {
      return;
    }
  }
}
