import type { EnginePort } from "../engine/engine-port.ts";
import { ANSWER_TOKENS, question, readingFor, variant } from "./workload.ts";

/** What a phase may use. */
export interface SpeedPhase {
  readonly engine: Pick<EnginePort, "generate">;
  readonly model: string;
  /** How long the phase lasts; at least two repetitions are made however long they take. */
  readonly millis: number;
  readonly now: () => number;
  /** Share of the phase that is over. */
  readonly onShare: (share: number) => void;
  readonly signal: AbortSignal;
}

const LEAST_REPETITIONS = 2;

/** Tokens per second of reading a prompt, one value a repetition: alone, and over `streams` prompts side by side. */
export async function measurePrefill(
  phase: SpeedPhase,
  streams: number,
): Promise<{ readonly one: readonly number[]; readonly many: readonly number[] }> {
  const { engine, model, signal, millis, now, onShare } = phase;
  const messages = await readingFor(engine, model, signal);
  let asked = 0;
  const read = async (): Promise<{ promptTokens: number; millis: number }> => {
    // Under a heading of its own, so that nothing of an earlier one can be used again.
    asked += 1;
    const request = { model, messages: variant(messages, asked), maxTokens: 1, temperature: 0 };
    return engine.generate(request, signal);
  };
  const half = (first: number): SpeedPhase => ({
    ...phase,
    millis: millis / 2,
    onShare: (share) => onShare(first + Math.min(1, share) / 2),
  });
  const one = await repeated(half(0), async () => {
    const { promptTokens, millis: took } = await read();
    return (promptTokens / took) * 1000;
  });
  const many = await repeated(half(0.5), async () => {
    const started = now();
    const each = await Promise.all(Array.from({ length: streams }, read));
    const tokens = each.reduce((sum, { promptTokens }) => sum + promptTokens, 0);
    return (tokens / (now() - started)) * 1000;
  });
  return { one, many };
}

/** One answer at a time. */
export interface AnswerSpeed {
  /** Tokens per second from the first token to the last. */
  readonly decode: number;
  /** Seconds from the request to the first token. */
  readonly firstToken: number;
  readonly tokens: number;
}

/** Answers one after another. One of a single token says nothing about writing and counts for its first token alone. */
export async function measureDecode(phase: SpeedPhase): Promise<readonly AnswerSpeed[]> {
  return repeated(phase, (index) => answerOnce(phase, index));
}

/** One repetition with several streams: tokens per second over all, and each stream's seconds to the first token. */
export interface StreamsSpeed {
  readonly decode: number;
  /** The same without the time before each first token: what all write together, to be compared with one that writes alone. */
  readonly writing: number;
  readonly firstTokens: readonly number[];
  readonly answers: number;
  readonly seconds: number;
}

/** `streams` answers side by side, again and again. The rate counts everything, reading the prompts included. */
export async function measureStreams(
  phase: SpeedPhase,
  streams: number,
): Promise<readonly StreamsSpeed[]> {
  return repeated(phase, async (index) => {
    const started = phase.now();
    const each = await Promise.all(
      Array.from({ length: streams }, (_, stream) => answerOnce(phase, index * streams + stream)),
    );
    const seconds = (phase.now() - started) / 1000;
    return {
      decode: each.reduce((sum, { tokens }) => sum + tokens, 0) / seconds,
      writing: each.reduce((sum, { decode }) => sum + decode, 0),
      firstTokens: each.map(({ firstToken }) => firstToken),
      answers: streams,
      seconds,
    };
  });
}

async function answerOnce(phase: SpeedPhase, index: number): Promise<AnswerSpeed> {
  const { engine, model, now, signal } = phase;
  const started = now();
  let first: number | undefined;
  const request = { model, messages: question(index), maxTokens: ANSWER_TOKENS, temperature: 0 };
  const { tokens } = await engine.generate(request, signal, () => {
    first ??= now();
  });
  const ended = now();
  const begun = first ?? ended;
  // Up to the answer's end and not its last token: tokens travel in batches, the first of them alone.
  const span = ended - begun;
  return {
    decode: span > 0 ? ((tokens.length - 1) / span) * 1000 : 0,
    firstToken: (begun - started) / 1000,
    tokens: tokens.length,
  };
}

async function repeated<T>(
  { millis, now, onShare, signal }: SpeedPhase,
  once: (index: number) => Promise<T>,
): Promise<readonly T[]> {
  const started = now();
  const results: T[] = [];
  while (results.length < LEAST_REPETITIONS || now() - started < millis) {
    signal.throwIfAborted();
    results.push(await once(results.length));
    onShare((now() - started) / millis);
  }
  return results;
}
