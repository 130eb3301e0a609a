import { createDigestRecord } from "../../native/models/catalogue/digest-record.ts";
import { createDownloads } from "../../native/models/download/downloads.ts";
import { createModelStore } from "../../native/models/download/store/model-store.ts";
import { partUrls } from "../../native/models/join/part-name.ts";

/**
 * The downloads of a node alone in a process, to be killed: arguments are the models folder, the file's address, its digest (or
 * "unknown"), the size of a chunk and, of a model in several parts, the bytes of each, with commas between. Starts the download, or
 * goes on with it, and prints a line of JSON when it ended.
 */
const [modelsFolder = "", url = "", sha256 = "", chunkBytes = "", partsText] =
  process.argv.slice(2);
const partBytes = partsText?.split(",").map(Number);
const parts = partBytes && {
  ...{ partBytes, parts: partUrls(url) ?? [] },
  ...{ sizeBytes: partBytes.reduce((sum, bytes) => sum + bytes, 0), sizeExact: false },
};
const digests = createDigestRecord(modelsFolder);
const downloads = createDownloads({
  modelsFolder,
  chunkBytes: Number(chunkBytes),
  findFile: async (id) => ({
    ...{ id, modelId: "m", name: "Model", file: "model.gguf", url, sizeBytes: 0, sizeExact: false },
    ...parts,
    ...(sha256 === "unknown" ? {} : { sha256 }),
  }),
  store: createModelStore({ folder: modelsFolder, digests, user: () => undefined }),
  onEnd: (download) => {
    console.log(JSON.stringify(download));
    void downloads.close();
  },
});
const started = await downloads.start("m/model");
// It ended in the life before, after its name was given and before anybody was told.
if (started.state === "done") {
  console.log(JSON.stringify(started));
  await downloads.close();
}
