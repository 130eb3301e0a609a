import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTinyModel } from "../../../fakes/tiny-gguf.ts";

/** A folder of its own with one of shipped models, in which there is one named "small", and an empty one for added models. */
export function modelFolders() {
  const folder = mkdtempSync(join(tmpdir(), "hearth-models-"));
  const [shippedFolder, modelsFolder] = [join(folder, "shipped"), join(folder, "models")];
  mkdirSync(shippedFolder);
  mkdirSync(modelsFolder);
  const { path, sha256 } = writeTinyModel(shippedFolder, { name: "small", contextLength: 128 });
  const entry = {
    ...{ id: "small", name: "Shipped small", file: "small.gguf", sha256 },
    ...{ size: readFileSync(path).length, quantisation: "f32", parameters: 28_000 },
    ...{ contextLength: 128, licence: "Apache-2.0" },
  };
  writeFileSync(
    join(shippedFolder, "manifest.json"),
    JSON.stringify({ version: 1, models: [entry] }),
  );
  return { folder, shippedFolder, modelsFolder };
}
