import { expect, test } from "vitest";
import { type GgufHeader, parseGgufHeader } from "../../../../native/engine/gguf/gguf-header.ts";
import { modelFacts } from "../../../../native/models/head/model-facts.ts";
import { sizedTensors } from "../../../../native/models/head/tensor-sizes.ts";
import { gemma4Head } from "../../../fakes/gguf/gemma4-gguf.ts";
import { ggufHead, type MetadataValue, tensorBytes } from "../../../fakes/gguf/gguf-bytes.ts";
import { realShapes } from "../../../fakes/gguf/model-shapes.ts";
import { type ShapedModel, shapedHead } from "../../../fakes/gguf/shaped-gguf.ts";

function headOf(model: ShapedModel): GgufHeader & { fileSize: number } {
  const { head, dataBytes } = shapedHead(model);
  return { ...parseGgufHeader(head), fileSize: head.length + dataBytes };
}
const factsOf = (model: ShapedModel) => modelFacts(headOf(model));

/** A head of nothing but metadata and one tensor. */
function bare(metadata: Readonly<Record<string, MetadataValue>>, name = "token_embd.weight") {
  const { head, dataBytes } = ggufHead(metadata, [{ name, shape: [32, 10], type: "f16" }]);
  return { ...parseGgufHeader(head), fileSize: head.length + dataBytes };
}
const common = (architecture: string): Record<string, MetadataValue> => ({
  "general.architecture": architecture,
  [`${architecture}.context_length`]: { uint32: 512 },
  [`${architecture}.embedding_length`]: { uint32: 32 },
  [`${architecture}.block_count`]: { uint32: 1 },
});

test("a dense model: every layer keeps keys and values of all its heads", () => {
  const { shape, parameters, activeParameters, role, quantisation } = factsOf(
    realShapes["qwen3 8B"],
  );
  expect(shape.layers).toHaveLength(36);
  for (const layer of shape.layers) {
    expect(layer).toMatchObject({ keyWidth: 1024, valueWidth: 1024, stateBytes: 0 });
    expect(layer.activeBytes).toBe(layer.bytes);
  }
  expect(shape).toMatchObject({ tied: false, heads: 32, queryWidth: 4096, vocabulary: 151_936 });
  expect(parameters / 1e9).toBeCloseTo(8.2, 1);
  expect(activeParameters).toBe(parameters);
  expect([role, quantisation]).toEqual(["chat", "q4_k_m"]);
});

test("a mixture of experts: one token passes a tenth of it", () => {
  const { shape, parameters, activeParameters } = factsOf(
    realShapes["qwen3 30B-A3B, a mixture of experts"],
  );
  expect(shape.experts).toEqual({ count: 128, used: 8, hidden: 768 });
  expect(parameters / 1e9).toBeCloseTo(30.5, 0);
  expect(activeParameters / 1e9).toBeCloseTo(3.3, 0);
  const [layer] = shape.layers;
  expect((layer?.activeBytes ?? 0) / (layer?.bytes ?? 1)).toBeLessThan(0.12);
});

test("windows: every sixth layer of gemma3 and every second of gpt-oss sees everything", () => {
  const gemma = factsOf(realShapes["gemma3 1B, five of six layers with a window"]).shape;
  const seesAll = gemma.layers.flatMap(({ window }, index) => (window ? [] : [index]));
  expect(seesAll).toEqual([5, 11, 17, 23]);
  expect(gemma.tied).toBe(true);
  const oss = factsOf(realShapes["gpt-oss 20B, experts and windows"]).shape;
  expect(oss.layers.map(({ window }) => window?.tokens)).toEqual(
    Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? 128 : undefined)),
  );
});

test("recurrent layers keep a state and no keys; latent attention keeps one vector for both", () => {
  const hybrid = factsOf(realShapes["qwen3.5 0.8B, three of four layers recurrent"]).shape;
  const states = hybrid.layers.map(({ stateBytes, keyWidth }) => [stateBytes > 0, keyWidth > 0]);
  expect(states.slice(0, 4)).toEqual([
    [true, false],
    [true, false],
    [true, false],
    [false, true],
  ]);
  // 4 bytes * (3 * (2048 + 2 * 16 * 128) + 128 * 2048)
  expect(hybrid.layers[0]?.stateBytes).toBe(4 * (3 * 6144 + 262_144));
  const latent = factsOf(realShapes["GLM 4.7 Flash, latent attention"]).shape;
  expect(latent.layers[0]).toMatchObject({ keyWidth: 576, valueWidth: 0 });
});

test("gemma4 says its windows in a list, has heads of two lengths, and lets layers share a cache", () => {
  const { head, dataBytes } = gemma4Head();
  const { shape } = modelFacts({ ...parseGgufHeader(head), fileSize: head.length + dataBytes });
  expect(
    shape.layers.slice(0, 5).map(({ keyWidth, window }) => [keyWidth, window?.tokens]),
  ).toEqual([...Array.from({ length: 4 }, () => [256, 512]), [512, undefined]]);
  expect(shape.layers.slice(15).every(({ keyWidth }) => keyWidth === 0)).toBe(true);
  // The vectors of each layer are looked up too, but only the words' own serve as output.
  expect(shape.tied).toBe(true);
  expect(shape.embeddingBytes).toBeLessThan(shape.inputBytes / 5);
});

test("heads of keys and values that differ from layer to layer are read layer by layer", () => {
  const names = ["attn_k", "attn_v"];
  const { head, dataBytes } = ggufHead(
    {
      ...common("llama"),
      "llama.block_count": { uint32: 3 },
      "llama.attention.head_count": { uint32: 4 },
      "llama.attention.head_count_kv": { int32s: [4, 2, 1] },
    },
    [0, 1, 2].flatMap((layer) =>
      names.map((name) => ({
        name: `blk.${layer}.${name}.weight`,
        shape: [32, 32],
        type: "f16" as const,
      })),
    ),
  );
  const { shape } = modelFacts({ ...parseGgufHeader(head), fileSize: head.length + dataBytes });
  expect(shape.layers.map(({ keyWidth }) => keyWidth)).toEqual([32, 16, 8]);
});

test("a window that llama.cpp does not use is none; one of an unknown architecture is not sure", () => {
  const windowed = (architecture: string) =>
    modelFacts(
      bare(
        {
          ...common(architecture),
          [`${architecture}.attention.sliding_window`]: { uint32: 64 },
        },
        "blk.0.attn_k.weight",
      ),
    ).shape.layers[0];
  expect(windowed("phi3")?.window).toBeUndefined();
  expect(windowed("newcomer")?.window).toEqual({ tokens: 64, sure: false });
});

test.each<[string, Record<string, MetadataValue>, string]>([
  ["a bert", common("nomic-bert"), "embedding"],
  ["a model that pools", { ...common("qwen3"), "qwen3.pooling_type": { uint32: 3 } }, "embedding"],
  [
    "one that reads both ways",
    { ...common("llama"), "llama.attention.causal": false },
    "embedding",
  ],
  ["a coder", { ...common("qwen3"), "general.name": "Qwen3 Coder 30B" }, "code"],
  ["a Devstral", { ...common("llama"), "general.name": "Devstral-Small-2" }, "code"],
  ["one that encodes in its name alone", { ...common("llama"), "general.name": "Encoder" }, "chat"],
  ["any other", { ...common("llama"), "general.name": "Anything" }, "chat"],
])("%s has its role", (_name, metadata, role) => {
  expect(modelFacts(bare(metadata)).role).toBe(role);
});

test.each<[string, Record<string, MetadataValue>, string]>([
  ["no architecture", { "general.name": "x" }, "it names no architecture"],
  ["no layers", { ...common("llama"), "llama.block_count": { uint32: 0 } }, "block_count"],
  ["too many layers", { ...common("llama"), "llama.block_count": { uint32: 1e6 } }, "layers"],
])("a head with %s is refused with the reason", (_name, metadata, reason) => {
  expect(() => modelFacts(bare(metadata))).toThrow(reason);
});

test("sizes of tensors follow from where they begin, for any quantisation", () => {
  for (const model of Object.values(realShapes)) {
    const header = headOf(model);
    const sized = sizedTensors(header);
    const sum = sized.reduce((all, { bytes }) => all + bytes, 0);
    expect(sum).toBe(header.fileSize - header.dataOffset);
    const embedding = sized.find(({ name }) => name === "token_embd.weight");
    const { width, vocabulary, type } = model;
    const exact = tensorBytes({ name: "", shape: [width, vocabulary], type });
    expect(embedding?.bytes).toBe(Math.ceil(exact / 32) * 32);
  }
});

// defect: a part of a model was called damaged, and nobody was told what to do with it
test("one part of several is refused with what to do, and is not called damaged", () => {
  const part = bare({ ...common("llama"), "split.count": { uint32: 3 } });
  expect(() => modelFacts(part)).toThrow(
    expect.objectContaining({
      code: "BAD_INPUT",
      detail: { reason: expect.stringMatching(/one of 3 parts.*joined/) },
    }),
  );
});
