import type { ShapedModel } from "./shaped-gguf.ts";

/** Models of the catalogue's architectures in about their real sizes, for estimates alone. */
export const realShapes = {
  llama: {
    ...{ architecture: "llama", layers: 16, width: 2048, heads: 32, keyValueHeads: 8 },
    ...{ headLength: 64, hidden: 8192, vocabulary: 32_000, contextLength: 32_768, type: "q4_k" },
  },
  "qwen3 8B": {
    ...{ architecture: "qwen3", layers: 36, width: 4096, heads: 32, keyValueHeads: 8 },
    ...{ headLength: 128, hidden: 12_288, vocabulary: 151_936, contextLength: 40_960 },
    ...{ type: "q4_k", untied: true },
  },
  "qwen3 30B-A3B, a mixture of experts": {
    ...{ architecture: "qwen3moe", layers: 48, width: 2048, heads: 32, keyValueHeads: 4 },
    ...{ headLength: 128, hidden: 6144, vocabulary: 151_936, contextLength: 262_144 },
    ...{ type: "q4_k", untied: true, experts: { count: 128, used: 8, hidden: 768 } },
  },
  "gemma3 1B, five of six layers with a window": {
    ...{ architecture: "gemma3", layers: 26, width: 1152, heads: 4, keyValueHeads: 1 },
    ...{ headLength: 256, hidden: 6912, vocabulary: 262_144, contextLength: 32_768 },
    ...{ type: "q8_0", window: 512 },
  },
  "gpt-oss 20B, experts and windows": {
    ...{ architecture: "gpt-oss", layers: 24, width: 2880, heads: 64, keyValueHeads: 8 },
    ...{ headLength: 64, hidden: 2880, vocabulary: 201_088, contextLength: 131_072 },
    ...{ type: "q4_0", window: 128, experts: { count: 32, used: 4, hidden: 2880 } },
  },
  "qwen3.5 0.8B, three of four layers recurrent": {
    ...{ architecture: "qwen35", layers: 24, width: 1024, heads: 8, keyValueHeads: 2 },
    ...{ headLength: 256, hidden: 3584, vocabulary: 248_320, contextLength: 262_144 },
    ...{ type: "q8_0", state: { convolution: 4, inner: 2048, size: 128, groups: 16 } },
  },
  "GLM 4.7 Flash, latent attention": {
    ...{ architecture: "deepseek2", layers: 47, width: 2048, heads: 20, keyValueHeads: 20 },
    ...{ headLength: 256, hidden: 10_240, vocabulary: 154_880, contextLength: 202_752 },
    ...{ type: "q4_0", untied: true, experts: { count: 64, used: 4, hidden: 1536 } },
    latent: { query: 768, keyValue: 512, rope: 64, keyLength: 256, valueLength: 256 },
  },
} as const satisfies Readonly<Record<string, ShapedModel>>;

/** The same kinds so small that a test can load them. */
export const smallShapes: Readonly<Record<string, ShapedModel>> = {
  llama: { ...realShapes.llama, layers: 3, width: 256, heads: 4, keyValueHeads: 2, hidden: 512 },
  experts: {
    ...realShapes["qwen3 30B-A3B, a mixture of experts"],
    ...{ layers: 3, width: 256, heads: 4, keyValueHeads: 2, vocabulary: 4000, type: "f16" },
    experts: { count: 8, used: 2, hidden: 256 },
  },
  windows: {
    ...realShapes["gemma3 1B, five of six layers with a window"],
    ...{ layers: 7, width: 256, hidden: 512, vocabulary: 4000, window: 256 },
  },
  recurrent: {
    ...realShapes["qwen3.5 0.8B, three of four layers recurrent"],
    ...{ layers: 4, width: 256, heads: 2, keyValueHeads: 1, hidden: 512, vocabulary: 4000 },
    state: { convolution: 4, inner: 512, size: 128, groups: 2 },
  },
  latent: {
    ...realShapes["GLM 4.7 Flash, latent attention"],
    ...{ layers: 3, width: 256, heads: 4, hidden: 512, vocabulary: 4000, type: "f16" },
    experts: { count: 8, used: 2, hidden: 256 },
    latent: { query: 256, keyValue: 256, rope: 64, keyLength: 192, valueLength: 128 },
  },
};
