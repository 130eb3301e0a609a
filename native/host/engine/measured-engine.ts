import type { EnginePort } from "../../engine/engine-port.ts";

/** How fast one request that ran alone was, in tokens per second. `model` is the id that it named. */
export interface AnswerSpeed {
  readonly model: string;
  readonly decode?: number;
  readonly prefill?: number;
}

/** Fewer tokens, written or read, say more about the clock than about the model. */
const LEAST_WRITTEN = 32;
const LEAST_READ = 256;

/**
 * The same engine, which tells of each answer that nothing else ran beside, at full pace, how fast it was written, and its prompt read. Where
 * the caller hears of each token, the two are told apart by the first one; else only an answer that is longer than its prompt
 * says something, namely a little less than the speed of writing.
 */
export function measuredEngine<
  Engine extends Pick<EnginePort, "generate"> & { setPace?(share: number): void },
>(
  engine: Engine,
  onSpeed: (speed: AnswerSpeed) => void,
  now: () => number = () => performance.now(),
): Engine {
  let running = 0;
  /** Share of the time that the engine works; below 1 an answer tells how it is held back and not how fast it is. */
  let pace = 1;
  /** Counts every request, so that one can tell whether another began beside it. */
  let begun = 0;
  return {
    ...engine,
    ...(engine.setPace === undefined
      ? {}
      : {
          setPace: (share: number): void => {
            pace = share;
            engine.setPace?.(share);
          },
        }),
    generate: async (request, signal, onToken) => {
      const alone = running === 0 && pace === 1;
      const number = ++begun;
      running++;
      const started = now();
      let first = 0;
      let last = 0;
      const heard =
        onToken === undefined
          ? undefined
          : (token: number, text: string): void => {
              last = now();
              first ||= last;
              onToken(token, text);
            };
      try {
        const answer = await engine.generate(request, signal, heard);
        if (!alone || pace !== 1 || begun !== number || answer.tokens.length < LEAST_WRITTEN)
          return answer;
        const read = answer.promptTokens - answer.reusedTokens;
        const whole = answer.tokens.length / answer.millis;
        const written = first > 0 && last > first ? (answer.tokens.length - 1) / (last - first) : 0;
        const decode = written > 0 ? written : read <= answer.tokens.length ? whole : 0;
        const prefill = first > started && read >= LEAST_READ ? read / (first - started) : 0;
        const model = request.model;
        if (decode > 0 && Number.isFinite(decode)) {
          onSpeed({
            ...{ model, decode: decode * 1000 },
            ...(prefill > 0 ? { prefill: prefill * 1000 } : {}),
          });
        }
        return answer;
      } finally {
        running--;
      }
    },
  };
}
