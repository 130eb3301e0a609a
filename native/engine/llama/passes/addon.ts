import type {
  LlamaContext,
  LlamaContextSequence,
  LlamaEmbeddingContext,
  LlamaGrammarEvaluationState,
  LlamaModel,
} from "node-llama-cpp";
import { HearthError } from "../../../api/errors.ts";

/**
 * The part of node-llama-cpp below its public interface that this engine uses, as version 3.22.1 (pinned exactly) has it. Its public
 * calls read one position after the other and make a sampler for each token, and they cannot read a position twice; decision record 011
 * says what that costs. Everything that reaches below goes through this file, which checks what it finds.
 */

/** What C++ tells about one position: the sampler's token, and what was asked for beside it. Logits come as token, logit, token, … */
export type SampleAnswer = readonly [
  token: number,
  probabilities: undefined,
  confidence: undefined,
  logits: readonly number[] | undefined,
  totalWeight: number | undefined,
];

/** Which logits come back: none, all that the sampler left, or [of tokens, max, min, the sampler's, so many of the largest]. */
export type LogitsWish =
  | boolean
  | readonly [
      tokens: readonly number[],
      max: boolean,
      min: boolean,
      selected: boolean,
      top: number,
    ];

/** A chain of llama.cpp's samplers with room for one copy of the vocabulary. One reading at a time. */
export interface AddonSampler {
  applyConfig(config: SamplerConfig): void;
  dispose(): void;
}

/** `temperature` 0 takes the largest logit; above, `topK` candidates are kept in falling order. */
export interface SamplerConfig {
  readonly temperature: number;
  readonly topK?: number;
  readonly seed: number;
  readonly grammarEvaluationState?: object;
}

/** A context in C++. Rows are the places of a pass's outputs, and are valid until the next pass begins. */
export interface AddonContext {
  sampleToken(
    row: number,
    sampler: AddonSampler,
    probabilities: false,
    confidence: false,
    logits: LogitsWish,
    totalWeight: boolean,
  ): Promise<SampleAnswer>;
}

interface SamplerClass {
  new (model: object): AddonSampler;
  canBeNextTokenForGrammarEvaluationState(state: object, token: number): boolean;
  acceptGrammarEvaluationStateToken(state: object, token: number): void;
}

/** One queued evaluation. `read` is called for each output as soon as its pass is over, `done` when all of a pass were; the next waits for both. */
export interface Evaluation {
  readonly tokens: readonly number[];
  /** True at the indices whose logits are wanted. */
  readonly wanted: readonly boolean[];
  readonly read: (row: number, index: number) => void;
  readonly done: () => Promise<void>;
}

interface InnerSequence {
  readonly _sequenceId: number;
  readonly _tokenMeter: object;
  _decodeTokens(
    tokens: readonly number[],
    logits: readonly boolean[],
    priority: number,
    tokenMeter: object,
    contextShift: { readonly size: number; readonly strategy: "eraseBeginning" },
    read: (row: number, index: number) => void,
    afterBatch: (() => Promise<void>) | undefined,
  ): Promise<unknown>;
  readonly _context: { readonly _ctx: AddonContext };
}

interface InnerContext {
  _idealThreads: number;
  _freeReservedThreads(): void;
  _reserveThreads(): void;
}

interface InnerModel {
  readonly _model: object;
  readonly _llama: { readonly _bindings: { readonly AddonSampler: SamplerClass } };
}

/**
 * Evaluates tokens at the end of a sequence. The caller sees to it that they fit, as the library would shift the context. What the
 * library calls the priority is the sequence's place in the context here, which batch-order.ts goes by.
 */
export async function evaluate(
  sequence: LlamaContextSequence,
  evaluation: Evaluation,
): Promise<void> {
  const inner = innerSequence(sequence);
  await inner._decodeTokens(
    evaluation.tokens,
    evaluation.wanted,
    inner._sequenceId,
    inner._tokenMeter,
    { size: 1, strategy: "eraseBeginning" },
    evaluation.read,
    evaluation.done,
  );
}

/** The context whose rows a sequence's outputs are. */
export function addonContext(sequence: LlamaContextSequence): AddonContext {
  return innerSequence(sequence)._context._ctx;
}

/** Has a context's next passes take so many threads. Called between two passes only, such as while a batch is put together. */
export function setThreads(context: LlamaContext, threads: number): void {
  const inner = context as unknown as Partial<InnerContext>;
  if (
    typeof inner._idealThreads !== "number" ||
    typeof inner._freeReservedThreads !== "function" ||
    typeof inner._reserveThreads !== "function"
  ) {
    throw unknownLibrary("a context");
  }
  if (inner._idealThreads === threads) return;
  inner._idealThreads = threads;
  // What was reserved before is kept until it is freed.
  inner._freeReservedThreads();
  inner._reserveThreads();
}

/** What a context for vectors takes, which the library tells of others only. */
export function embeddingMemory(context: LlamaEmbeddingContext): LlamaContext["memoryUsage"] {
  const inner: unknown = Reflect.get(context, "_llamaContext");
  if (typeof inner !== "object" || inner === null) throw unknownLibrary("a context for vectors");
  return { ...(inner as LlamaContext).memoryUsage };
}

/** A new sampler for a model; whoever asks for it disposes of it. */
export function createAddonSampler(model: LlamaModel, config: SamplerConfig): AddonSampler {
  const { _model, _llama } = innerModel(model);
  const sampler = new _llama._bindings.AddonSampler(_model);
  sampler.applyConfig(config);
  return sampler;
}

/** The state of a grammar as samplers take it. */
export function grammarHandle(state: LlamaGrammarEvaluationState): object {
  const handle: unknown = Reflect.get(state, "_state");
  if (typeof handle !== "object" || handle === null) throw unknownLibrary("a grammar's state");
  return handle;
}

/** True when the grammar allows the token next. */
export function grammarAllows(
  model: LlamaModel,
  state: LlamaGrammarEvaluationState,
  token: number,
): boolean {
  const { AddonSampler } = innerModel(model)._llama._bindings;
  return AddonSampler.canBeNextTokenForGrammarEvaluationState(grammarHandle(state), token);
}

/** Moves a grammar on by a token that it allows; llama.cpp ends the process for an end token that it does not. */
export function grammarAccept(
  model: LlamaModel,
  state: LlamaGrammarEvaluationState,
  token: number,
): void {
  const { AddonSampler } = innerModel(model)._llama._bindings;
  AddonSampler.acceptGrammarEvaluationStateToken(grammarHandle(state), token);
}

function innerSequence(sequence: LlamaContextSequence): InnerSequence {
  const inner = sequence as unknown as Partial<InnerSequence>;
  if (
    typeof inner._decodeTokens !== "function" ||
    typeof inner._sequenceId !== "number" ||
    typeof inner._context?._ctx?.sampleToken !== "function"
  ) {
    throw unknownLibrary("a sequence");
  }
  return inner as InnerSequence;
}

function innerModel(model: LlamaModel): InnerModel {
  const inner = model as unknown as Partial<InnerModel>;
  const sampler = inner._llama?._bindings?.AddonSampler;
  if (typeof sampler !== "function" || typeof inner._model !== "object") {
    throw unknownLibrary("a model");
  }
  return inner as InnerModel;
}

function unknownLibrary(what: string): HearthError {
  return new HearthError("ENGINE_FAILED", {
    reason: `node-llama-cpp is not the version that this engine was built for: ${what} looks different`,
  });
}
