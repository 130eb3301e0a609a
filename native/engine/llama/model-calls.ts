import { randomInt } from "node:crypto";
import type { Token } from "node-llama-cpp";
import { HearthError } from "../../api/errors.ts";
import type { EnginePort, GenerateRequest, ScoreRequest } from "../engine-port.ts";
import { embed } from "./embed.ts";
import { generate } from "./generate.ts";
import type { Writer } from "./model/contexts.ts";
import type { LoadedLlama, WritingModel } from "./model/loaded-model.ts";
import { type Chooser, freeChooser } from "./passes/chooser.ts";
import { joining } from "./passes/crowd.ts";
import { boundChooser, readGrammar } from "./passes/grammar.ts";
import { besideOthers, keepable, type Lane } from "./passes/lane.ts";
import { promptTokens, renderedPrompt } from "./prompt.ts";
import type { LlamaRuntime } from "./runtime/llama-runtime.ts";
import { seededRandom } from "./sampler.ts";
import { score } from "./score.ts";

/** Most tokens that are told at a position: as many as an answer is drawn from. */
const LARGEST_TOP = 64;
/** Characters of the longest text that is tokenised on request. */
const LONGEST_TEXT = 2 ** 20;

/** The engine's calls to a model in memory. `find` rejects with MODEL_NOT_FOUND; `onWritten` is told of each token of an answer. */
export function createModelCalls(
  runtime: LlamaRuntime,
  find: (id: string) => Promise<LoadedLlama>,
  onWritten?: () => void,
): Pick<EnginePort, "generate" | "score" | "detokenize" | "tokenize" | "template" | "embed"> {
  const findWriter = async (id: string): Promise<WritingModel> => {
    const loaded = await find(id);
    const { writer } = loaded;
    if (writer !== undefined) return { ...loaded, writer };
    throw new HearthError("BAD_INPUT", { reason: `${id} makes vectors and writes no text` });
  };
  const chooserFor = async (loaded: WritingModel, request: GenerateRequest): Promise<Chooser> => {
    const { temperature, seed = randomInt(2 ** 32), format, logprobs = true } = request;
    const { readings } = loaded.writer;
    const choosing = { temperature, random: seededRandom(seed), logprobs };
    if (format === undefined) return freeChooser(readings, choosing);
    const { model } = loaded;
    const grammar = await readGrammar(runtime, format);
    const state = new runtime.library.LlamaGrammarEvaluationState({ model, grammar });
    return boundChooser(readings, { ...choosing, model, state });
  };

  return {
    generate: async (request, signal, onToken) => {
      const loaded = await findWriter(request.model);
      const { model, wrapper, contextSize, writer } = loaded;
      const prompt = promptTokens(model, wrapper, request.messages, contextSize, 1);
      const chooser = await chooserFor(loaded, request);
      return writer.queue.run(
        {
          requester: request.requester ?? "generate",
          priority: request.priority ?? "serving",
          choose: (free) => mostKept(writer, free, prompt, request.reusePrefix === true),
        },
        (lane) =>
          joining(writer.crowd, () =>
            generate(loaded, lane, prompt, request, chooser, signal, { onWritten, onToken }),
          ),
        signal,
      );
    },
    score: async (request, signal) => {
      const loaded = await findWriter(request.model);
      const served = vocabularyTokens(loaded, request.tokens);
      const { positions = served.map((_, index) => index), topK = 0 } = request;
      checkScore(served.length, positions, topK);
      if (positions.length === 0) return [];
      const room = positions.reduce((most, position) => Math.max(most, position), 0) + 1;
      const prompt = promptOf(loaded, request, room);
      const { queue, lanes } = loaded.writer;
      return queue.run(
        {
          requester: request.requester ?? "score",
          priority: request.priority ?? "auditing",
          choose: (free) => besideOthers(free, lanes),
        },
        (lane) =>
          joining(loaded.writer.crowd, () =>
            score(loaded, lane, { prompt, served, positions, topK }, signal),
          ),
        signal,
      );
    },
    detokenize: async (id, tokens) => {
      const loaded = await find(id);
      const served = vocabularyTokens(loaded, tokens);
      const last = served.at(-1);
      const ends = last !== undefined && loaded.model.isEogToken(last);
      return loaded.model.detokenize(ends ? served.slice(0, -1) : served);
    },
    tokenize: async ({ model: id, text, special = false }) => {
      const { model } = await find(id);
      if (text.length > LONGEST_TEXT) {
        throw new HearthError("BAD_INPUT", {
          reason: "the text is longer than 1,048,576 characters",
        });
      }
      return model.tokenize(text, special);
    },
    template: async (id, messages) => {
      const { model, wrapper, contextSize } = await findWriter(id);
      return renderedPrompt(model, wrapper, messages, contextSize);
    },
    embed: async ({ model: id, texts, requester, priority }, signal) => {
      const { embedder, pacer } = await find(id);
      if (embedder === undefined) {
        throw new HearthError("BAD_INPUT", { reason: `${id} was not made for vectors` });
      }
      return embedder.queue.run(
        { requester: requester ?? "embed", priority: priority ?? "background" },
        async (context) => {
          const vectors: Float32Array[] = [];
          for (const text of texts) {
            if (signal?.aborted === true) throw new HearthError("CANCELLED");
            vectors.push(
              await pacer.work(() => embed(context, embedder.contextSize, text), signal),
            );
          }
          return vectors;
        },
        signal,
      );
    },
  };
}

/** The free lane that holds most of a prompt already; where none holds any of it, the one beside others in use. */
function mostKept(
  { batchSize, lanes }: Writer,
  free: readonly Lane[],
  prompt: readonly Token[],
  all: boolean,
): number {
  const kept = free.map((lane) => keepable(lane, prompt, all ? "all" : "exact", batchSize));
  const most = Math.max(...kept);
  return most === 0 ? besideOthers(free, lanes) : kept.indexOf(most);
}

function promptOf(loaded: LoadedLlama, request: ScoreRequest, room: number): Token[] {
  const { model, wrapper, contextSize } = loaded;
  if ("messages" in request) {
    return promptTokens(model, wrapper, request.messages, contextSize, room);
  }
  const prompt = vocabularyTokens(loaded, request.promptTokens);
  if (prompt.length === 0) throw new HearthError("BAD_INPUT", { reason: "the prompt is empty" });
  const tokens = prompt.length + room - 1;
  if (tokens >= contextSize) {
    throw new HearthError("PROMPT_TOO_LONG", { tokens, limit: contextSize - 1 });
  }
  return prompt;
}

function checkScore(length: number, positions: readonly number[], topK: number): void {
  const outside = positions.find(
    (position) => !Number.isInteger(position) || position < 0 || position >= length,
  );
  if (outside !== undefined) {
    throw new HearthError("BAD_INPUT", { reason: `there is no token ${outside} to score` });
  }
  if (!Number.isInteger(topK) || topK < 0 || topK > LARGEST_TOP) {
    throw new HearthError("BAD_INPUT", { reason: `the likeliest ${topK} tokens cannot be told` });
  }
}

/** Served tokens come from strangers, and llama.cpp must never see one outside its vocabulary. */
function vocabularyTokens(loaded: LoadedLlama, tokens: readonly number[]): Token[] {
  const alien = tokens.find(
    (token) => !Number.isInteger(token) || token < 0 || token >= loaded.vocabularySize,
  );
  if (alien !== undefined) {
    throw new HearthError("BAD_INPUT", { reason: `token ${alien} is not in the vocabulary` });
  }
  return tokens as Token[];
}
