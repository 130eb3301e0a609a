/** Some tokens of a streamed answer, each with the text that it completes. */
export interface TokenBatch {
  readonly tokens: readonly (readonly [token: number, text: string])[];
}

/** Puts tokens that come close together into one message. */
export interface TokenBatches {
  add(token: number, text: string): void;
  /** Sends what is left. Nothing may be added after it. */
  end(): void;
}

/** A screen shows sixty pictures a second: what comes within one is one message. Milliseconds. */
const PICTURE = 16;

/** Sends the first token at once, so that a reader sees the answer begin, and then at most a batch for each picture. */
export function createTokenBatches(
  send: (batch: TokenBatch) => void,
  now: () => number = () => performance.now(),
): TokenBatches {
  let tokens: (readonly [number, string])[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (tokens.length === 0) return;
    sentAt = now();
    send({ tokens });
    tokens = [];
  };
  return {
    add: (token, text) => {
      tokens.push([token, text]);
      const left = sentAt + PICTURE - now();
      if (left <= 0) flush();
      else timer ??= setTimeout(flush, left);
    },
    end: flush,
  };
}
