/** Finds how many threads a pass should take, by trying. */
export interface ThreadTuner {
  /** Threads for the next pass, which is over so many tokens. */
  next(tokens: number): number;
  /** How many milliseconds that pass took; without it nothing is learnt of the pass. */
  took(millis: number): void;
}

/** Passes of each side that are compared in a trial; their median counts, since a scheduler's hiccup is not a trend. */
const SAMPLES = 5;
/** Between two trials lie this many passes at first, four times as many after each that changed nothing, and at most so many. */
const SHORTEST_PAUSE = 8;
const LONGEST_PAUSE = 2048;
/** More threads stay only where a pass takes less than this part of its time with fewer; fewer stay where it takes hardly longer. */
const WORTH_MORE = 0.93;
const HARDLY_LONGER = 1.02;
/** A trial whose first two passes take so many times the usual is over. */
const HOPELESS = 1.25;
/** A pass that costs this many times what it did says that the computer is used otherwise now. */
const SLOWER = 1.5;

/**
 * llama.cpp's threads wait for each other after every layer, and spin meanwhile. With a thread for each core of an idle computer that is
 * fastest; as soon as another program takes one of the cores, all threads wait for the one that has none, and a pass takes many times as
 * long as with one thread fewer. So the number is not computed but found: now and then a few passes are made with the next smaller or
 * larger number, and the faster of the two stays. Passes over one token and over five hundred are found each for themselves, by powers of
 * two. Only times are compared, never results: the number of threads does not change a digit (test/integration/engine/threads.test.ts).
 *
 * @param most threads at most, and at first
 */
export function createThreadTuner(most: number): ThreadTuner {
  const ladder = candidates(most);
  const kinds = new Map<number, Kind>();
  let pass: { readonly kind: Kind; readonly tokens: number } | undefined;
  return {
    next: (tokens) => {
      const power = Math.ceil(Math.log2(Math.max(1, tokens)));
      let kind = kinds.get(power);
      if (kind === undefined) {
        kind = createKind(ladder);
        kinds.set(power, kind);
      }
      pass = { kind, tokens };
      return kind.threads();
    },
    took: (millis) => {
      if (pass !== undefined) pass.kind.took(millis / Math.max(1, pass.tokens));
      pass = undefined;
    },
  };
}

/** Passes of about one size. */
interface Kind {
  threads(): number;
  took(cost: number): void;
}

interface Trial {
  readonly at: number;
  readonly costs: number[];
}

function createKind(ladder: readonly number[]): Kind {
  let at = ladder.length - 1;
  let pause = SHORTEST_PAUSE;
  let since = 0;
  let down = true;
  /** What the newest passes cost at this step, a millisecond a token, and at the step that is tried. */
  let usual: number[] = [];
  let trial: Trial | undefined;
  let settled = Number.POSITIVE_INFINITY;

  const begin = (): void => {
    const inRange = (step: number): boolean => step >= 0 && step < ladder.length;
    const [first, second] = down ? [at - 1, at + 1] : [at + 1, at - 1];
    down = !down;
    since = 0;
    const next = inRange(first) ? first : second;
    if (inRange(next)) trial = { at: next, costs: [] };
  };
  const end = ({ at: tried, costs }: Trial): void => {
    trial = undefined;
    const better = median(costs) < median(usual) * (tried > at ? WORTH_MORE : HARDLY_LONGER);
    if (better) {
      // What helped once may help again.
      down = tried < at;
      at = tried;
      usual = costs;
      pause = SHORTEST_PAUSE;
    } else pause = Math.min(pause * 4, LONGEST_PAUSE);
    settled = median(usual);
  };
  const hopeless = ({ costs }: Trial): boolean =>
    costs.length === 2 && Math.min(...costs) > median(usual) * HOPELESS;
  return {
    threads: () => ladder[trial?.at ?? at] ?? 1,
    took: (cost) => {
      if (trial !== undefined) {
        trial.costs.push(cost);
        if (trial.costs.length === SAMPLES || hopeless(trial)) end(trial);
        return;
      }
      usual = [...usual, cost].slice(-SAMPLES);
      since += 1;
      if (usual.length < SAMPLES) return;
      if (median(usual) > settled * SLOWER) {
        pause = SHORTEST_PAUSE;
        settled = median(usual);
      }
      if (since >= pause) begin();
    },
  };
}

/** 1, 2, 4, … and the two largest. */
function candidates(most: number): number[] {
  const powers = Array.from({ length: 16 }, (_, power) => 2 ** power);
  const steps = new Set([...powers.filter((threads) => threads < most - 1), most - 1, most]);
  return [...steps].filter((threads) => threads >= 1);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.POSITIVE_INFINITY;
}
