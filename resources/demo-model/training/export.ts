import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokeniseDocument } from "./chat-template.ts";
import type { ChatDocument } from "./corpus.ts";
import { initialParameters } from "./initial.ts";
import { DEMO_SHAPE } from "./layout.ts";
import { type ManifestEntry, manifestEntry } from "./manifest.ts";
import { modelFile } from "./model-file.ts";
import { measureLosses, openLlama, perplexityOf } from "./perplexity.ts";
import type { Format } from "./quantise.ts";
import { heldOutCorpus, RECIPE } from "./recipe.ts";
import { type Tokenizer, textEncoder } from "./tokenizer.ts";

/** The formats that are shipped, best first. */
export const SHIPPED: readonly Format[] = ["f16", "q8_0", "q4_0"];

/** Writes the trained model's files and `manifest.json` into `folder`; measures each file, and the untrained model, with llama.cpp. */
export async function exportModel(
  folder: string,
  training: readonly ChatDocument[],
  tokenizer: Tokenizer,
  parameters: Float32Array,
): Promise<void> {
  const encode = textEncoder(tokenizer);
  const documents = heldOutCorpus(training).map((document) => tokeniseDocument(document, encode));
  const llama = await openLlama();
  const spare = await mkdtemp(join(tmpdir(), "hearth-demo-"));
  try {
    const models: ManifestEntry[] = [];
    for (const quantisation of SHIPPED) {
      const file = `hearth-demo-${quantisation}.gguf`;
      const bytes = modelFile(DEMO_SHAPE, parameters, tokenizer, quantisation);
      await writeFile(join(folder, file), bytes);
      const heldOut = perplexityOf(await measureLosses(llama, join(folder, file), documents));
      const details = { quantisation, shape: DEMO_SHAPE, parameters: parameters.length, heldOut };
      models.push(manifestEntry(file, bytes, details));
      console.log(`${file}: ${bytes.length} bytes, held-out perplexity ${heldOut.perplexity}`);
    }
    const path = join(spare, "untrained.gguf");
    const initial = initialParameters(DEMO_SHAPE, RECIPE.initialSeed);
    await writeFile(path, modelFile(DEMO_SHAPE, initial, tokenizer, "f16"));
    const untrained = perplexityOf(await measureLosses(llama, path, documents));
    console.log(`untrained: held-out perplexity ${untrained.perplexity}`);
    const manifest = { version: 1, recipe: RECIPE, untrained, models };
    await writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  } finally {
    await llama.dispose();
    await rm(spare, { recursive: true, force: true });
  }
}
