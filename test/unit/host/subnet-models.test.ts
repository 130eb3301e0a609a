import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { subnetModels } from "../../../native/host/engine/subnet-models.ts";
import { createCatalogue } from "../../../native/models/catalogue/catalogue.ts";
import { toModels } from "../../../native/models/catalogue/catalogue-model.ts";
import { ggufHead } from "../../fakes/gguf/gguf-bytes.ts";
import { hardwareWith } from "../models/hardware.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-subnet-"));
afterAll(() => rmSync(folder, { recursive: true }));
const hardware = hardwareWith({});
const catalogue = createCatalogue({
  shippedFolder: fileURLToPath(new URL("../../../resources/demo-model", import.meta.url)),
  modelsFolder: folder,
});
const models = subnetModels(catalogue, { report: async () => hardware });

/** Far more weights than the demo model has. */
function writeEmbedder(): void {
  const { head, dataBytes } = ggufHead(
    {
      "general.architecture": "qwen3",
      "general.name": "Embedder",
      "qwen3.context_length": { uint32: 512 },
      "qwen3.embedding_length": { uint32: 1024 },
      "qwen3.block_count": { uint32: 1 },
      "qwen3.pooling_type": { uint32: 3 },
    },
    [{ name: "token_embd.weight", shape: [1024, 2000], type: "f16" }],
  );
  writeFileSync(join(folder, "embedder.gguf"), Buffer.concat([head, Buffer.alloc(dataBytes)]));
}

test("an embedding model is never recommended for mining, and refused when it is named", async () => {
  writeEmbedder();
  await catalogue.verify("embedder");
  const all = toModels(await catalogue.list(), hardware, []);
  expect(all.find(({ id }) => id === "embedder")).toMatchObject({
    ...{ role: "embedding", state: "ready", fits: true, recommended: false },
  });
  expect((await models.forMining(undefined)).id).toBe("hearth-demo-f16");
  await expect(models.forMining("embedder")).rejects.toMatchObject({ code: "BAD_INPUT" });
});
