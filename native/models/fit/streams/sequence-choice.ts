import type { StreamStep } from "./stream-step.ts";

/** The longest answer that is asked for, and the time for it. */
export interface LongestAnswer {
  /** Tokens of the question, and of its answer. */
  readonly promptTokens: number;
  readonly tokens: number;
  /** After which it counts as none, in milliseconds. */
  readonly millis: number;
}

/**
 * How many answers a model should write at once, and what keeps it from more:
 *   memory   with twice as many it would not lie whole on the GPUs (in main memory where there is none)
 *   speed    all together they would hardly be faster
 *   time     with twice as many the longest answer could take more than half of its time
 *   most     nothing; this is the most that are tried
 *   unknown  the usual number, since it is not known how fast several are here
 *   partly   the usual number, since it does not lie whole on the GPUs even for one
 */
export interface SequenceChoice {
  readonly sequences: number;
  readonly because: "memory" | "speed" | "time" | "most" | "unknown" | "partly";
  /** Tokens per second of all together, as expected; absent where that is unknown. */
  readonly tokensPerSecond?: number;
  /** Milliseconds of the longest answer beside as many others, at the slow end. */
  readonly answerMillis?: number;
}

/** Where nothing speaks for another number: llama.cpp's passes of a few answers cost little more than of one everywhere. */
export const USUAL_SEQUENCES = 4;

/** The numbers that are tried. Beyond them caches take memory that longer conversations need. */
const numbers = [1, 2, 4, 8, 16] as const;
/** What all together must gain over half as many. */
const LEAST_RISE = 1.1;
/** Share of an answer's time that it may take, since requests also wait and travel. */
const TIME_SHARE = 0.5;

/**
 * The largest number of 1, 2, 4, 8 and 16 that certainly fits whole, at which all answers together are still at least a tenth faster
 * than at half of it, and the longest answer, with all questions read before it, still ends within half of its time at the slow end of
 * the interval. One where none but one does. Pure.
 */
export function chooseSequences(options: {
  /** Whether the model certainly lies whole on the GPUs with this many. */
  readonly fitsWhole: (sequences: number) => boolean;
  /** Undefined where it is not known how fast several answers are. */
  readonly step: StreamStep | undefined;
  /** Tokens per second of reading, where known; else a question takes as long as writing it would. */
  readonly prefill: number | undefined;
  readonly answer: LongestAnswer;
}): SequenceChoice {
  const { fitsWhole, step, prefill, answer } = options;
  const roomy = numbers.filter(fitsWhole);
  if (roomy.length === 0) return { sequences: USUAL_SEQUENCES, because: "partly" };
  if (step === undefined) {
    const usual = roomy.findLast((sequences) => sequences <= USUAL_SEQUENCES) ?? 1;
    return { sequences: usual, because: usual === USUAL_SEQUENCES ? "unknown" : "memory" };
  }
  const together = (sequences: number): number => sequences / step.seconds(sequences);
  const answerMillis = (sequences: number): number => {
    const writing = step.slowest * step.seconds(sequences);
    const reading =
      prefill === undefined
        ? answer.promptTokens * writing
        : (sequences * answer.promptTokens) / prefill;
    return 1000 * (reading + answer.tokens * writing);
  };
  const inTime = (sequences: number): boolean =>
    answerMillis(sequences) <= TIME_SHARE * answer.millis;
  const rises = (sequences: number): boolean =>
    together(sequences) >= LEAST_RISE * together(sequences / 2);
  const sequences = roomy.findLast((number) => number > 1 && rises(number) && inTime(number)) ?? 1;
  const next = 2 * sequences;
  const because =
    next > Math.max(...numbers)
      ? "most"
      : !fitsWhole(next)
        ? "memory"
        : !inTime(next)
          ? "time"
          : "speed";
  return {
    ...{ sequences, because },
    tokensPerSecond: together(sequences),
    answerMillis: answerMillis(sequences),
  };
}
