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
  /**
   * The same over the time in which all of them wrote, to be compared with one that writes alone; undefined where there was none, since
   * one of them gave a single token or ended before another began.
   */
  readonly writing: number | undefined;
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
      Array.from({ length: streams }, (_, stream) => timedAnswer(phase, index * streams + stream)),
    );
    const seconds = (phase.now() - started) / 1000;
    return {
      decode: each.reduce((sum, { speed }) => sum + speed.tokens, 0) / seconds,
      writing: writtenTogether(each.map(({ written }) => written)),
      firstTokens: each.map(({ speed }) => speed.firstToken),
      answers: streams,
      seconds,
    };
  });
}

/** When an answer's tokens came and when it ended, in milliseconds of the phase's clock. */
interface Written {
  readonly tokens: readonly number[];
  readonly ended: number;
}

/**
 * Tokens per second of all streams together, between the last one's first token and the first one's end: whoever writes on alone is
 * faster than all together. Pure.
 */
export function writtenTogether(streams: readonly Written[]): number | undefined {
  if (streams.some(({ tokens }) => tokens.length < 2)) return undefined;
  const from = Math.max(...streams.map(({ tokens, ended }) => tokens[0] ?? ended));
  const to = Math.min(...streams.map(({ ended }) => ended));
  if (!(to > from)) return undefined;
  const between = (token: number): boolean => token > from && token <= to;
  const tokens = streams.reduce((sum, stream) => sum + stream.tokens.filter(between).length, 0);
  return (tokens / (to - from)) * 1000;
}

async function answerOnce(phase: SpeedPhase, index: number): Promise<AnswerSpeed> {
  return (await timedAnswer(phase, index)).speed;
}

async function timedAnswer(
  phase: SpeedPhase,
  index: number,
): Promise<{ readonly speed: AnswerSpeed; readonly written: Written }> {
  const { engine, model, now, signal } = phase;
  const started = now();
  const times: number[] = [];
  const request = { model, messages: question(index), maxTokens: ANSWER_TOKENS, temperature: 0 };
  const { tokens } = await engine.generate(request, signal, () => {
    times.push(now());
  });
  const ended = now();
  const begun = times[0] ?? ended;
  // Up to the answer's end and not its last token: tokens travel in batches, the first of them alone.
  const span = ended - begun;
  const speed = {
    decode: span > 0 ? ((tokens.length - 1) / span) * 1000 : 0,
    firstToken: (begun - started) / 1000,
    tokens: tokens.length,
  };
  return { speed, written: { tokens: times, ended } };
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
