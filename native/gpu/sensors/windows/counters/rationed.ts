import { createProbe } from "../../../probe.ts";

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
 * A probe that must never cost more than its share of the time, however long Windows takes over it: after a slow question it is asked
 * more seldom.
 */
export function rationed<T>(options: RationOptions<T>): () => Promise<Rationed<T>> {
  const { prepare, ask, share, apart = 0, now } = options;
  let last: { readonly value: T; readonly until: number } | undefined;
  let saved = { millis: SAVED, at: now() };

  const earned = (): number =>
    Math.min(SAVED, saved.millis + share * Math.max(0, now() - saved.at));
  const afford = (wait: number): number => (earned() > 0 ? wait : Number.POSITIVE_INFINITY);
  /** Resolves to how long what it brought is not asked again. */
  const question = async (): Promise<number> => {
    await prepare();
    const from = now();
    try {
      const value = await ask();
      if (value === undefined) return 0;
      const at = now();
      // The ration alone must not make a gap: a figure that comes and goes is taken for memory that does.
      const wait = Math.max(0, at - from - earned()) / share;
      last = { value, until: at + Math.min(OLDEST, wait + OVERDUE) };
      return apart;
    } finally {
      saved = { millis: earned() - (now() - from), at: now() };
    }
  };
  const probe = createProbe({
    ask: question,
    freshFor: afford,
    timeout: PATIENCE,
    patience: HANGS,
    rest: (failures) => afford(Math.min(LONGEST_REST, FIRST_REST * 2 ** (failures - 1))),
    now,
  });

  return async () => {
    const said = await probe.read();
    const value = last !== undefined && now() <= last.until ? last.value : undefined;
    return { value, trouble: "reason" in said ? said.reason : undefined };
  };
}
