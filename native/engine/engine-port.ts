import type { CacheType } from "../api/models.ts";
import type {
  AnswerFormat,
  Caller,
  EmbedRequest,
  RenderedPrompt,
  TokenizeRequest,
  TokenLogprob,
} from "./requests.ts";

/** A model file on disk and what its bytes must be. */
export interface ModelFile {
  readonly id: string;
  readonly path: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** How a model is held in memory, and what may be given up so that it loads at all. */
export interface LoadOptions {
  /** Tokens of one sequence, prompt and answer together; the smaller of the trained length and `enoughContext` unless told. */
  readonly contextSize?: number;
  /** Tokens of one sequence that suffice where no size is told, 4096 unless told. A model that is in memory with more keeps it. */
  readonly enoughContext?: number;
  /** How many requests run at once; 4 unless told. */
  readonly sequences?: number;
  /** Part of the model's identity (identity.ts); f16 unless told. */
  readonly cacheType?: CacheType;
  /** Part of the model's identity; off unless told or needed by the cache's type. */
  readonly flashAttention?: boolean;
  /** "whole": all layers on the GPU, or MODEL_TOO_LARGE; "fitting" (the default): what does not fit there is left to the processor. */
  readonly placement?: "fitting" | "whole";
  /**
   * The furthest that may be given up when a load dies or does not fit: "backend" (the default) keeps model and context,
   * "context" may shorten the context, "quantisation" may also take a smaller file of the same model, "nothing" tries once.
   */
  readonly concede?: ConcessionStep | "nothing";
  /** Tokens below which a context is never shortened; 256 unless told. */
  readonly leastContext?: number;
  /** sha256 of the files that a smaller one must be among; any unless told. */
  readonly allowed?: readonly string[];
  /** Who works with the model, where somebody does: it is not taken out and in again for another shape then, but MODEL_IN_USE with this name. */
  readonly usedBy?: string;
  /** What later loads after a crash or a pause go by in place of the same above, where this load alone is stricter. */
  readonly afterwards?: Required<Pick<LoadOptions, "placement" | "concede">>;
}

/** What can be given up, in the order of how little it hurts. */
export type ConcessionStep = "backend" | "context" | "quantisation";

/** One thing given up so that a model loads: from what to what, and the failure that asked for it. */
export interface Concession {
  readonly step: ConcessionStep;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Bytes of main and of GPU memory. */
export interface MemoryBytes {
  readonly ram: number;
  readonly vram: number;
}

/** A model in memory. */
export interface LoadedModel {
  /** What requests name: the file's id, with the form behind it where that is not the network's. */
  readonly id: string;
  /** The file in memory; a smaller one than was asked for where a concession says so. */
  readonly file: ModelFile;
  /** sha256, cache type and flash attention in one text (identity.ts). */
  readonly identity: string;
  readonly backend: EngineBackend;
  /** What weights and context take, as llama.cpp counts its buffers. */
  readonly bytes: number;
  readonly weights: MemoryBytes;
  readonly context: MemoryBytes;
  /** What llama.cpp's formula had said that weights and context would take together. */
  readonly estimated: MemoryBytes;
  /** What loading took, hashing included. */
  readonly millis: number;
  /** How much of that went into making sure that the file is the right one. */
  readonly verifyMillis: number;
  readonly contextSize: number;
  readonly sequences: number;
  readonly cacheType: CacheType;
  readonly flashAttention: boolean;
  readonly gpuLayers: number;
  /** In order; empty where it loaded as it was asked for. */
  readonly concessions: readonly Concession[];
}

/** The compute layer that llama.cpp runs on. */
export type EngineBackend = "cuda" | "vulkan" | "metal" | "cpu";

/** One message of a chat. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** A wish for an answer. */
export interface GenerateRequest extends Caller {
  /** Id of a loaded model. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  /** 0 is greedy; above, tokens are drawn from the 64 likeliest. */
  readonly temperature: number;
  /** 32-bit; the same seed draws the same numbers. Random unless told. */
  readonly seed?: number;
  /** False to leave the log-probabilities out, which saves a pass over the vocabulary for each token; given unless told. */
  readonly logprobs?: boolean;
  /** Log-probabilities stay those of the model without it. */
  readonly format?: AnswerFormat;
  /**
   * True to keep whatever an earlier request left that begins the same, for a conversation that goes on: the first token comes sooner,
   * and last digits may differ from those of a fresh start. Never for answers that somebody verifies.
   */
  readonly reusePrefix?: boolean;
}

/**
 * An answer. `tokens` ends with the end token when `finish` is "stop", so that stopping can be verified like any other
 * choice; `text` is without it. `logprobs[i]` is the natural logarithm of the probability of `tokens[i]` under the
 * model at temperature 1, whatever temperature was asked for; empty where they were not wanted.
 */
export interface Generation {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly logprobs: readonly number[];
  readonly finish: "stop" | "length";
  readonly promptTokens: number;
  /** How many of them an earlier request had left computed. */
  readonly reusedTokens: number;
  /** From the start of the evaluation, without the wait in the queue. */
  readonly millis: number;
}

/** What comes before the tokens that are scored: a chat in the model's template, or tokens as they are. */
export type ScorePrompt =
  | { readonly messages: readonly ChatMessage[] }
  | { readonly promptTokens: readonly number[] };

/** A wish to know how likely the model finds given tokens after a prompt. */
export type ScoreRequest = Caller &
  ScorePrompt & {
    readonly model: string;
    readonly tokens: readonly number[];
    /** Indices into `tokens`, in any order; all unless told. What comes after the last of them is not computed. */
    readonly positions?: readonly number[];
    /** How many of the likeliest tokens to tell at each position, at most 64; none unless told. */
    readonly topK?: number;
  };

/** What the model thinks of one served token at its place. */
export interface ScoredToken {
  /** Nats, at temperature 1. */
  readonly logprob: number;
  /** The token the model would have chosen greedily. */
  readonly argmax: number;
  /** Nats between the argmax and the served token; 0 when they are the same. */
  readonly gap: number;
  /** True when the served token ends an answer. */
  readonly ends: boolean;
  /** The likeliest tokens in falling order, where they were asked for. */
  readonly top?: readonly TokenLogprob[];
}

/** A device as llama.cpp names it. Memory is absent where llama.cpp only knows a sum over several devices. */
export interface EngineDevice {
  readonly kind: "gpu" | "cpu";
  readonly name: string;
  readonly backend: EngineBackend;
  readonly memory?: { readonly totalBytes: number; readonly usedBytes: number };
  /** What the engine's own models and contexts hold, shared evenly where there are several GPUs. */
  readonly hearthBytes: number;
  /** The part of it that is weights, and the part that is caches and buffers, where the engine tells them apart. */
  readonly modelBytes?: number;
  readonly cacheBytes?: number;
  /** Math cores of a CPU. */
  readonly cores?: number;
}

/**
 * The engine. Failures are HearthErrors: MODEL_DAMAGED (wrong bytes or not a model), MODEL_TOO_LARGE, MODEL_NOT_FOUND
 * (not loaded), NOT_READY (its file cannot be read now), PROMPT_TOO_LONG, QUEUE_FULL, BAD_INPUT, CANCELLED (the signal aborted),
 * ENGINE_DOWN (the process ended during the call), ENGINE_FAILED (it cannot run here).
 */
export interface EnginePort {
  /**
   * Makes sure of the file's bytes, then loads it. Loading what is loaded answers at once with what is there; where that has a
   * shorter context or fewer sequences than were asked for it is taken out and in again once the requests in work are over, while later
   * ones wait, and stays as it was where the new shape does not fit; MODEL_IN_USE instead where the options name a user. The same file with another cache type or flash attention is another model
   * beside it.
   */
  load(model: ModelFile, options?: LoadOptions, signal?: AbortSignal): Promise<LoadedModel>;
  /** Frees a model; what waits for it is CANCELLED. Unloading what is not loaded does nothing. */
  unload(id: string): Promise<void>;
  /** Ids of the models in memory. */
  loaded(): Promise<readonly string[]>;
  /** Answers a chat. `onToken` sees each token with the text that it completes, which can be empty within a character. */
  generate(
    request: GenerateRequest,
    signal?: AbortSignal,
    onToken?: (token: number, text: string) => void,
  ): Promise<Generation>;
  /** Scores the asked positions in one prefill pass, in the order in which they were asked for. */
  score(request: ScoreRequest, signal?: AbortSignal): Promise<readonly ScoredToken[]>;
  /** The text of served tokens, as `generate` would have given it; BAD_INPUT for tokens outside the vocabulary. */
  detokenize(model: string, tokens: readonly number[]): Promise<string>;
  /** The tokens of a text as it is, without a template. */
  tokenize(request: TokenizeRequest): Promise<readonly number[]>;
  /** A chat in the model's own template, up to where an answer begins; BAD_INPUT where the template refuses it. */
  template(model: string, messages: readonly ChatMessage[]): Promise<RenderedPrompt>;
  /** One vector of length 1 for each text, in their order; BAD_INPUT for a model that was not made for it. */
  embed(request: EmbedRequest, signal?: AbortSignal): Promise<readonly Float32Array[]>;
  devices(): Promise<readonly EngineDevice[]>;
}
