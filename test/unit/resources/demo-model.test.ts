import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Llama, readGgufFileInfo } from "node-llama-cpp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { tokeniseDocument } from "../../../resources/demo-model/training/chat-template.ts";
import { initialParameters } from "../../../resources/demo-model/training/initial.ts";
import { DEMO_SHAPE } from "../../../resources/demo-model/training/layout.ts";
import { modelFile } from "../../../resources/demo-model/training/model-file.ts";
import {
  measureLosses,
  openLlama,
  pairedDifference,
  perplexityOf,
} from "../../../resources/demo-model/training/perplexity.ts";
import {
  demoTokenizer,
  heldOutCorpus,
  RECIPE,
  trainingCorpus,
} from "../../../resources/demo-model/training/recipe.ts";
import { textEncoder } from "../../../resources/demo-model/training/tokenizer.ts";

const FOLDER = fileURLToPath(new URL("../../../resources/demo-model/", import.meta.url));
const Measured = z.object({ nats: z.number(), perplexity: z.number(), tokens: z.number() });
const Manifest = z.object({
  untrained: Measured,
  models: z.array(
    z.object({
      id: z.string(),
      file: z.string(),
      size: z.number(),
      sha256: z.string(),
      quantisation: z.string(),
      parameters: z.number(),
      contextLength: z.number(),
      licence: z.literal("Apache-2.0"),
      heldOut: Measured,
    }),
  ),
});

const training = trainingCorpus();
const tokenizer = demoTokenizer(training);
const encode = textEncoder(tokenizer);
const heldOut = heldOutCorpus(training).map((document) => tokeniseDocument(document, encode));
let llama: Llama;
let temporary: string;

beforeAll(async () => {
  llama = await openLlama();
  temporary = await mkdtemp(join(tmpdir(), "hearth-demo-test-"));
});

afterAll(async () => {
  await llama?.dispose();
  if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
});

async function manifest(): Promise<z.infer<typeof Manifest>> {
  return Manifest.parse(JSON.parse(await readFile(join(FOLDER, "manifest.json"), "utf8")));
}

async function untrainedFile(): Promise<string> {
  const path = join(temporary, "untrained.gguf");
  const initial = initialParameters(DEMO_SHAPE, RECIPE.initialSeed);
  await writeFile(path, modelFile(DEMO_SHAPE, initial, tokenizer, "f16"));
  return path;
}

test("the manifest describes the shipped files", async () => {
  const { models } = await manifest();
  expect(models.map(({ id }) => id)).toEqual([
    "hearth-demo-f16",
    "hearth-demo-q8_0",
    "hearth-demo-q4_0",
  ]);
  for (const model of models) {
    const path = join(FOLDER, model.file);
    expect((await stat(path)).size).toBe(model.size);
    const hash = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    expect(hash).toBe(model.sha256);
  }
});

test.each([
  ["f16", 1, 1],
  ["q8_0", 7, 8],
  ["q4_0", 2, 2],
])("%s: the header says what the file is", async (format, fileType, tensorType) => {
  const info = await readGgufFileInfo(join(FOLDER, `hearth-demo-${format}.gguf`));
  expect(info.version).toBe(3);
  expect(info.metadata.general.architecture).toBe("llama");
  expect(info.metadata.general.file_type).toBe(fileType);
  expect(info.metadata.tokenizer.ggml.tokens).toHaveLength(DEMO_SHAPE.vocabulary);
  expect(info.metadata.tokenizer.ggml.token_type?.slice(0, 4)).toEqual([3, 3, 3, 1]);
  const tensors = info.fullTensorInfo ?? [];
  expect(tensors).toHaveLength(2 + 9 * DEMO_SHAPE.layers);
  for (const { name, ggmlType } of tensors) {
    expect(ggmlType, name).toBe(name.includes("norm") ? 0 : tensorType);
  }
});

test("our tokenizer and llama.cpp's agree", async () => {
  const model = await llama.loadModel({ modelPath: join(FOLDER, "hearth-demo-q4_0.gguf") });
  try {
    const texts = [
      ...training.slice(0, 200).flatMap((document) => document.map(({ text }) => text)),
      "",
      "Grüße aus München – 12345 + 67 = ?  \n\n\t  don't, we'll;  日本語 🦊 \u00ad\u00a0x",
    ];
    for (const text of texts) expect([...model.tokenize(text)], text).toEqual(encode(text));
    expect([...model.tokenize("<|im_start|>user\nHi<|im_end|>\n<|endoftext|>", true)]).toEqual([
      ...[1, ...encode("user\nHi")],
      ...[2, ...encode("\n"), 0],
    ]);
    expect(model.tokens.shouldPrependBosToken).toBe(false);
    expect(model.isEogToken(2 as never)).toBe(true);
  } finally {
    await model.dispose();
  }
});

test("perplexity on held-out answers: f16 <= Q8_0 < Q4_0 << untrained", async () => {
  const shipped = (format: string) =>
    measureLosses(llama, join(FOLDER, `hearth-demo-${format}.gguf`), heldOut);
  const f16 = await shipped("f16");
  const q8 = await shipped("q8_0");
  const q4 = await shipped("q4_0");
  // An untrained model is near uniform over the vocabulary on any text, so a few documents settle it.
  const untrained = await measureLosses(llama, await untrainedFile(), heldOut.slice(0, 40));
  // Q8_0 costs so little that f16 and Q8_0 can only be told apart up to the sampling error of the tokens they share,
  // and that error depends on the instruction set of the machine; Q4_0 must be worse by more than that error.
  const first = pairedDifference(f16, q8);
  expect(first.mean).toBeGreaterThanOrEqual(-2 * first.standardError);
  const second = pairedDifference(q8, q4);
  expect(second.mean).toBeGreaterThan(2 * second.standardError);
  expect(perplexityOf(untrained).nats).toBeGreaterThan(10 * perplexityOf(q4).nats);
});

test("the manifest's own measurement has the order f16 <= Q8_0 < Q4_0 << untrained", async () => {
  const { models, untrained } = await manifest();
  const [f16, q8, q4] = models.map(({ heldOut: { perplexity } }) => perplexity);
  expect(f16!).toBeLessThanOrEqual(q8!);
  expect(q8!).toBeLessThan(q4!);
  expect(untrained.perplexity).toBeGreaterThan(100 * q4!);
});
