/** What is known of a question that is asked by ration. `trouble` says why there is nothing newer. */
export interface Rationed<T> {
  readonly value?: T | undefined;
  readonly trouble?: string | undefined;
}

/** How a question is rationed. Times in milliseconds. */
export interface RationOptions<T> {
  /** Is brought to where it can be asked; not counted, since it happens once. */
  readonly prepare: () => Promise<void>;
  /** Undefined where there is nothing new: what was known stays, and grows old. */
  readonly ask: () => Promise<T | undefined>;
  /** Share of the time that questions may take; how long one takes is more than what it costs. */
  readonly share: number;
  /** Within so much after an answer it is given again: a rate over a moment says little. */
  readonly apart?: number;
  readonly now: () => number;
}

/** So much of its ration is saved up, for the moments in which it is asked more often than once a second. */
const SAVED = 250;
/** Who asks waits for so long at most; a question that is open for longer is not waited for again. */
const PATIENCE = 150;
/** So long after the next question was due the last answer says nothing of now any more. */
const OVERDUE = 10_000;
/** Nor does it after so long, however dear the question is. */
const OLDEST = 60_000;
/** What hangs is said after so long. */
const HANGS = 3_000;
/** After a failure it rests, twice as long after each further one. */
const FIRST_REST = 5_000;
const LONGEST_REST = 3_600_000;

/**
 * A question that must never hold anybody up and never cost more than its share, however long Windows takes over it: there is one open
 * at a time, whoever asks gets the last answer where a new one does not come soon, and after a slow one it is asked more seldom.
 */
export function rationed<T>(options: RationOptions<T>): () => Promise<Rationed<T>> {
  const { prepare, ask, share, now } = options;
  let last: { readonly value: T; readonly at: number; readonly until: number } | undefined;
  let open: { readonly done: Promise<void>; readonly since: number } | undefined;
  let failed:
    | { readonly reason: string; readonly until: number; readonly times: number }
    | undefined;
  let saved = { millis: SAVED, at: now() };

  const earned = (): number =>
    Math.min(SAVED, saved.millis + share * Math.max(0, now() - saved.at));
  const question = async (): Promise<void> => {
    try {
      await prepare();
      const from = now();
      try {
        const value = await ask();
        const at = now();
        // The ration alone must not make a gap: a figure that comes and goes is taken for memory that does.
        const wait = Math.max(0, at - from - earned()) / share;
        const until = at + Math.min(OLDEST, wait + OVERDUE);
        if (value !== undefined) last = { value, at, until };
        failed = undefined;
      } finally {
        saved = { millis: earned() - (now() - from), at: now() };
      }
    } catch (error) {
      const times = (failed?.times ?? 0) + 1;
      const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** (times - 1));
      const reason = error instanceof Error ? error.message : String(error);
      failed = { reason, until: now() + rest, times };
    } finally {
      open = undefined;
    }
  };
  const trouble = (): string | undefined => {
    if (open !== undefined && now() - open.since >= HANGS) return "they do not answer";
    return failed?.reason;
  };

  return async () => {
    const rests = failed !== undefined && now() < failed.until;
    const young = last !== undefined && now() - last.at < (options.apart ?? 0);
    if (open === undefined && !rests && !young && earned() > 0) {
      const since = now();
      open = { done: Promise.resolve().then(question), since };
    }
    const left = open === undefined ? 0 : open.since + PATIENCE - now();
    if (open !== undefined && left > 0) await atMost(left, open.done);
    const value = last !== undefined && now() <= last.until ? last.value : undefined;
    return { value, trouble: trouble() };
  };
}

async function atMost(millis: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
