import type { ModelRole } from "../../../../native/api/models.ts";

/** A model of the fake's catalogue: what its card says and what the fit needs of it. */
export interface ModelShape {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly parameters: number;
  readonly activeParameters?: number;
  readonly contextLength: number;
  readonly licence: string;
  readonly licenceConfirmed: boolean;
  readonly role: ModelRole;
  readonly layers: number;
  /** Numbers that one token keeps in the cache of keys and values, of all layers. */
  readonly cacheNumbers: number;
  readonly repository: string;
  /** Quantisations with the bytes of their file. */
  readonly files: readonly (readonly [quantisation: string, bytes: number])[];
}

/** Eight models in the sizes that people run at home, one of them too large for this computer. */
export const modelShapes: readonly ModelShape[] = [
  {
    id: "qwen3-4b",
    name: "Qwen3 4B Instruct",
    family: "Qwen3",
    parameters: 4_022_000_000,
    contextLength: 262_144,
    licence: "Apache-2.0",
    licenceConfirmed: true,
    role: "chat",
    layers: 36,
    cacheNumbers: 73_728,
    repository: "Qwen/Qwen3-4B-GGUF",
    files: [
      ["Q4_K_M", 2_497_280_256],
      ["Q6_K", 3_306_260_736],
      ["Q8_0", 4_280_404_704],
    ],
  },
  {
    id: "qwen3-8b",
    name: "Qwen3 8B",
    family: "Qwen3",
    parameters: 8_190_000_000,
    contextLength: 40_960,
    licence: "Apache-2.0",
    licenceConfirmed: true,
    role: "chat",
    layers: 36,
    cacheNumbers: 73_728,
    repository: "Qwen/Qwen3-8B-GGUF",
    files: [
      ["Q4_K_M", 5_027_783_488],
      ["Q5_K_M", 5_851_112_000],
      ["Q8_0", 8_709_518_624],
    ],
  },
  {
    id: "llama-3.1-8b",
    name: "Llama 3.1 8B Instruct",
    family: "Llama 3",
    parameters: 8_030_000_000,
    contextLength: 131_072,
    licence: "Llama 3.1 Community",
    licenceConfirmed: true,
    role: "chat",
    layers: 32,
    cacheNumbers: 65_536,
    repository: "example/Llama-3.1-8B-Instruct-GGUF",
    files: [
      ["Q4_K_M", 4_920_739_232],
      ["Q8_0", 8_540_775_840],
    ],
  },
  {
    id: "qwen3-30b-a3b",
    name: "Qwen3 30B A3B",
    family: "Qwen3 MoE",
    parameters: 30_532_000_000,
    activeParameters: 3_345_000_000,
    contextLength: 40_960,
    licence: "Apache-2.0",
    licenceConfirmed: true,
    role: "chat",
    layers: 48,
    cacheNumbers: 49_152,
    repository: "Qwen/Qwen3-30B-A3B-GGUF",
    files: [
      ["Q4_K_M", 18_556_686_912],
      ["Q6_K", 25_092_532_736],
    ],
  },
  {
    id: "mistral-small-24b",
    name: "Mistral Small 24B Instruct",
    family: "Mistral",
    parameters: 23_572_000_000,
    contextLength: 32_768,
    licence: "Apache-2.0",
    licenceConfirmed: false,
    role: "chat",
    layers: 40,
    cacheNumbers: 81_920,
    repository: "example/Mistral-Small-24B-GGUF",
    files: [
      ["Q4_K_M", 14_333_908_672],
      ["Q8_0", 25_054_779_072],
    ],
  },
  {
    id: "llama-3.3-70b",
    name: "Llama 3.3 70B Instruct",
    family: "Llama 3",
    parameters: 70_554_000_000,
    contextLength: 131_072,
    licence: "Llama 3.3 Community",
    licenceConfirmed: true,
    role: "chat",
    layers: 80,
    cacheNumbers: 163_840,
    repository: "example/Llama-3.3-70B-Instruct-GGUF",
    files: [
      ["Q4_K_M", 42_520_395_584],
      ["Q8_0", 74_975_053_536],
    ],
  },
  {
    id: "qwen2.5-coder-14b",
    name: "Qwen2.5 Coder 14B Instruct",
    family: "Qwen2.5",
    parameters: 14_770_000_000,
    contextLength: 32_768,
    licence: "Apache-2.0",
    licenceConfirmed: true,
    role: "code",
    layers: 48,
    cacheNumbers: 98_304,
    repository: "Qwen/Qwen2.5-Coder-14B-Instruct-GGUF",
    files: [
      ["Q4_K_M", 8_988_110_272],
      ["Q8_0", 15_701_597_440],
    ],
  },
  {
    id: "nomic-embed-v1.5",
    name: "Nomic Embed Text v1.5",
    family: "Nomic",
    parameters: 136_730_000,
    contextLength: 2048,
    licence: "Apache-2.0",
    licenceConfirmed: true,
    role: "embedding",
    layers: 12,
    cacheNumbers: 18_432,
    repository: "nomic-ai/nomic-embed-text-v1.5-GGUF",
    files: [
      ["F16", 274_290_560],
      ["Q8_0", 146_146_432],
    ],
  },
];

/** The demo model's shape: what is shipped with Hearth. */
export const demoShape = { layers: 4, cacheNumbers: 2048, contextLength: 512 } as const;
