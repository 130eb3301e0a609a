import type { HeadValues } from "./head-values.ts";

/**
 * One layer in so many sees everything, the others only a window: as llama.cpp v0.5.0 has it for architectures whose files
 * do not say it themselves. `first`: the one that sees everything comes first.
 */
const patterns: Readonly<Record<string, { readonly every: number; readonly first?: true }>> = {
  gemma2: { every: 2 },
  gemma3: { every: 6 },
  gemma3n: { every: 5 },
  "gemma-embedding": { every: 6 },
  "gpt-oss": { every: 2 },
  cohere2: { every: 4 },
  cohere2moe: { every: 4, first: true },
  olmo2: { every: 4 },
  exaone4: { every: 4 },
  "exaone-moe": { every: 4 },
  afmoe: { every: 4 },
  plamo3: { every: 8 },
  mellum: { every: 4 },
  smallthinker: { every: 4, first: true },
  laguna: { every: 4, first: true },
};

/** Architectures whose files can name a window that llama.cpp does not use. */
const unused = new Set(["llama", "qwen2", "qwen2moe", "qwen3", "qwen3moe", "phi3", "mistral3"]);

/** What a layer's cache holds: a window of tokens, or all; "unsure" where only llama.cpp's newest code would know. */
export interface LayerWindow {
  readonly tokens: number;
  readonly sure: boolean;
}

/** The window of each layer; undefined for one that sees everything. */
export function layerWindow(values: HeadValues, layer: number): LayerWindow | undefined {
  const tokens = values.count("attention.sliding_window") ?? 0;
  if (tokens === 0 || unused.has(values.architecture)) return undefined;
  const given = values.items("attention.sliding_window_pattern");
  if (given !== undefined) return given[layer] ? { tokens, sure: true } : undefined;
  const known = patterns[values.architecture];
  if (known === undefined) return { tokens, sure: false };
  const every = values.count("attention.sliding_window_pattern") ?? known.every;
  const seesAll =
    every > 0 && (known.first === true ? layer % every === 0 : layer % every === every - 1);
  return seesAll ? undefined : { tokens, sure: true };
}
