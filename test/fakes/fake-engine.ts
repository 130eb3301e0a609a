import { HearthError } from "../../native/api/errors.ts";
import type {
  ChatMessage,
  EnginePort,
  GenerateRequest,
  Generation,
  LoadedModel,
  ScoredToken,
} from "../../native/engine/engine-port.ts";
import { heldForm, modelIdentity } from "../../native/engine/identity.ts";
import type { TokenLogprob } from "../../native/engine/requests.ts";

/** The fake's end token; every other token is the character with that code. */
const END = 0;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz ";
/** Length of a fake vector. */
const DIMENSIONS = 32;
/** Nats of the truth's own choice and of the best other one. */
const LIKELY = -0.05;
const UNLIKELY = -3;

export interface FakeEngineOptions {
  /** 1 always chooses what the truth would; 0 never does. Claimed log-probabilities drift with 1 - quality. */
  readonly quality?: number;
  /** Milliseconds a token takes; 0 answers at once. */
  readonly millisPerToken?: number;
}

/**
 * A deterministic engine: one imaginary true model decides every next token from the chat and the tokens so far. All
 * fakes score by that truth, whatever their quality; only what they generate differs.
 */
export function createFakeEngine(options: FakeEngineOptions = {}): EnginePort & {
  /** Makes every later call fail with ENGINE_DOWN, or work again. */
  setDown(down: boolean): void;
} {
  const quality = options.quality ?? 1;
  const models = new Map<string, LoadedModel>();
  let down = false;
  const ready = (model?: string): void => {
    if (down) throw new HearthError("ENGINE_DOWN", { reason: "the fake was told so" });
    if (model !== undefined && !models.has(model)) {
      throw new HearthError("MODEL_NOT_FOUND", { id: model });
    }
  };

  const generate = async (
    request: GenerateRequest,
    signal?: AbortSignal,
    onToken?: (token: number, text: string) => void,
  ): Promise<Generation> => {
    ready(request.model);
    const tokens: number[] = [];
    const logprobs: number[] = [];
    const seed = request.temperature === 0 ? 0 : (request.seed ?? 0) + 1;
    while (tokens.length < request.maxTokens && tokens.at(-1) !== END) {
      if (options.millisPerToken) {
        await new Promise((resolve) => setTimeout(resolve, options.millisPerToken));
      }
      if (signal?.aborted === true) throw new HearthError("CANCELLED");
      ready(request.model);
      const best = truth(request.messages, tokens);
      const chance = unit(`${seed}:${key(request.messages, tokens)}:${quality}`);
      const strays = chance >= quality - request.temperature * 0.2;
      const token = strays && best !== END ? other(best, chance) : best;
      const logprob = scored(request.messages, tokens, token).logprob;
      tokens.push(token);
      logprobs.push(logprob - (1 - quality) * 0.2 * chance);
      onToken?.(token, text([token]));
    }
    const finish = tokens.at(-1) === END ? "stop" : "length";
    const promptTokens = request.messages.reduce((sum, { content }) => sum + content.length, 0);
    const counts = { promptTokens, reusedTokens: 0, millis: tokens.length };
    return { text: text(tokens), tokens, logprobs, finish, ...counts };
  };

  return {
    setDown: (value) => {
      down = value;
    },
    load: async (model, loadOptions) => {
      ready();
      const form = heldForm(loadOptions ?? {});
      const loaded: LoadedModel = {
        ...{
          id: model.id,
          file: model,
          identity: modelIdentity(model.sha256, form),
          backend: "cpu",
        },
        ...{ bytes: 1_000_000, millis: 1, verifyMillis: 0 },
        weights: { ram: 600_000, vram: 0 },
        context: { ram: 400_000, vram: 0 },
        estimated: { ram: 1_000_000, vram: 0 },
        contextSize: loadOptions?.contextSize ?? 128,
        sequences: loadOptions?.sequences ?? 4,
        ...form,
        ...{ gpuLayers: 0, concessions: [] },
      };
      models.set(model.id, models.get(model.id) ?? loaded);
      return loaded;
    },
    unload: async (id) => {
      ready();
      models.delete(id);
    },
    loaded: async () => {
      ready();
      return [...models.keys()];
    },
    generate,
    score: async (request, signal) => {
      ready(request.model);
      if (signal?.aborted === true) throw new HearthError("CANCELLED");
      const chat = "messages" in request ? request.messages : asChat(text(request.promptTokens));
      const { positions = request.tokens.map((_, index) => index), topK = 0 } = request;
      return positions.map((position) => {
        const token = request.tokens[position];
        if (token === undefined) {
          throw new HearthError("BAD_INPUT", { reason: `there is no token ${position} to score` });
        }
        const prefix = request.tokens.slice(0, position);
        const one = scored(chat, prefix, token);
        return topK === 0 ? one : { ...one, top: likeliest(chat, prefix, topK) };
      });
    },
    tokenize: async ({ model, text: words }) => {
      ready(model);
      return codes(words);
    },
    template: async (model, messages) => {
      ready(model);
      const rendered = messages.map(({ role, content }) => `${role}: ${content}\n`).join("");
      return { text: rendered, tokens: codes(rendered) };
    },
    embed: async ({ model, texts }, signal) => {
      ready(model);
      if (signal?.aborted === true) throw new HearthError("CANCELLED");
      return texts.map(meaning);
    },
    detokenize: async (model, tokens) => {
      ready(model);
      return text(tokens);
    },
    devices: async () => {
      ready();
      return [
        {
          kind: "cpu",
          name: "Fake CPU",
          backend: "cpu",
          hearthBytes: models.size * 1_000_000,
          cores: 2,
        },
      ];
    },
  };
}

function truth(messages: readonly ChatMessage[], prefix: readonly number[]): number {
  const value = unit(key(messages, prefix));
  if (prefix.length >= 8 && value < 0.1) return END;
  return ALPHABET.charCodeAt(Math.floor(value * 1e6) % ALPHABET.length);
}

function other(token: number, chance: number): number {
  const index = ALPHABET.indexOf(String.fromCharCode(token));
  const step = 1 + (Math.floor(chance * 1e6) % (ALPHABET.length - 1));
  return ALPHABET.charCodeAt((index + step) % ALPHABET.length);
}

function scored(
  messages: readonly ChatMessage[],
  prefix: readonly number[],
  token: number,
): ScoredToken {
  const argmax = truth(messages, prefix);
  const spread = unit(`spread:${key(messages, prefix)}:${token}`);
  const logprob = token === argmax ? LIKELY : UNLIKELY - spread;
  return { logprob, argmax, gap: LIKELY - logprob, ends: token === END };
}

/** All of the alphabet and the end, by what the truth thinks of each. */
function likeliest(
  messages: readonly ChatMessage[],
  prefix: readonly number[],
  count: number,
): TokenLogprob[] {
  return [END, ...codes(ALPHABET)]
    .map((token) => ({ token, logprob: scored(messages, prefix, token).logprob }))
    .sort((a, b) => b.logprob - a.logprob || a.token - b.token)
    .slice(0, count);
}

/** Words as directions: texts that share words point alike. Of length 1. */
function meaning(words: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const word of words.toLowerCase().split(/\W+/)) {
    for (let at = 0; at < DIMENSIONS; at++) {
      vector[at] = (vector[at] ?? 0) + unit(`${word}:${at}`) - 0.5;
    }
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function asChat(content: string): ChatMessage[] {
  return [{ role: "user", content }];
}

function codes(words: string): number[] {
  return Array.from({ length: words.length }, (_, index) => words.charCodeAt(index));
}

function text(tokens: readonly number[]): string {
  return String.fromCharCode(...tokens.filter((token) => token !== END));
}

function key(messages: readonly ChatMessage[], prefix: readonly number[]): string {
  return `${messages.map(({ role, content }) => `${role}:${content}`).join("\n")}|${prefix.join(",")}`;
}

/** FNV-1a with a final mix, as a number in [0, 1). */
function unit(value: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < value.length; index++) {
    state = Math.imul(state ^ value.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32;
}
