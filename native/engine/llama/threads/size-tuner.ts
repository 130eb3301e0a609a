/** Passes that a trial compares; the median counts, since a scheduler's hiccup is not a trend. */
const SAMPLES = 5;
/** Passes that a trial leaves out after its first, second, … comparison, so that it does not keep step with prompts of one length. */
const GAPS = [0, 1, 0, 2];
/** Between two trials lie this many passes at first, four times as many after each that changed nothing, and at most so many. */
const SHORTEST_PAUSE = 8;
const LONGEST_PAUSE = 2048;
/** More threads stay only where a pass takes less than this part of its time with fewer; fewer stay where it takes hardly longer. */
const WORTH_MORE = 0.93;
const HARDLY_LONGER = 1.02;
/** A trial whose first two passes take so many times the usual is over, as is one whose first two pass the usual by ALARM. */
const HOPELESS = 1.25;
/** A pass that costs this many times what it did says that the computer is used otherwise now. */
const SLOWER = 1.5;
/**
 * Two passes in a row that cost this many times the dearest of the newest ones, or one that also takes so much longer than any hiccup, are
 * not waited out. A long conversation makes each pass dearer than the last, but none suddenly.
 */
const ALARM = 3;
const NO_HICCUP_MILLIS = 250;
/** While nothing was tried with any size, so many passes lie before the early one with fewer threads. */
const FIRST_PAUSE = 2;

/** What a pass has shown: nothing, that a trial is over, that other programs have the cores, or that they are free again. */
export type Found = "nothing" | "tried" | "taken" | "freed";

/** Finds the number of threads for passes of about one size. */
export interface SizeTuner {
  /** Where on the ladder it stands, whatever is tried. */
  step(): number;
  threads(): number;
  /** What a pass cost, in milliseconds a token and altogether. */
  took(cost: number, millis: number): Found;
  /** Takes fewer threads because another size had to; whether more are faster is found again. */
  follow(step: number): void;
}

/**
 * Passes with the number that is tried, each followed by one with the number that stands: a long conversation makes every pass dearer than
 * the last, and the next one begins cheap again, which neighbours share.
 */
interface Trial {
  readonly at: number;
  /** What the last pass with the standing number cost. */
  standing: number;
  /** What the last pass with the tried number cost, until its neighbour came. */
  tried: number | undefined;
  /** Passes to leave out before the next try. */
  rest: number;
  /** Tried over standing, the mean of both neighbours. */
  readonly ratios: number[];
}

/**
 * @param ladder numbers of threads, rising
 * @param from where to begin; with all threads unless told
 * @param known false while nothing was tried with any size: then one early pass with fewer threads shows whether cores are taken
 */
export function createSizeTuner(
  ladder: readonly number[],
  from: number | undefined,
  known: boolean,
): SizeTuner {
  let at = from ?? ladder.length - 1;
  let probing = !known;
  let pause = probing ? FIRST_PAUSE : SHORTEST_PAUSE;
  let since = 0;
  let down = true;
  /** What the newest passes cost at this step, a millisecond a token, and at the step that is tried. */
  let usual: number[] = [];
  let trial: Trial | undefined;
  let settled = Number.POSITIVE_INFINITY;
  let alarms = 0;

  const begin = (): void => {
    const inRange = (step: number): boolean => step >= 0 && step < ladder.length;
    const [first, second] = down ? [at - 1, at + 1] : [at + 1, at - 1];
    down = !down;
    since = 0;
    const next = inRange(first) ? first : second;
    const standing = usual.at(-1);
    if (inRange(next) && standing !== undefined) {
      trial = { at: next, standing, tried: undefined, rest: 0, ratios: [] };
    }
  };
  /** @param millis of the newest pass with the number that stands */
  const end = ({ at: tried, ratios }: Trial, millis: number): Found => {
    trial = undefined;
    const change = median(ratios);
    const taken = tried < at ? change * ALARM < 1 : change > ALARM;
    // One pass shows that cores are taken, and no less than that.
    const better = change < (tried > at ? WORTH_MORE : HARDLY_LONGER) && (taken || !probing);
    const freed = better && tried > at;
    if (better) {
      // What helped once may help again.
      down = tried < at;
      at = tried;
      usual = usual.map((cost) => cost * change);
      pause = SHORTEST_PAUSE;
    } else pause = probing ? SHORTEST_PAUSE : Math.min(pause * 4, LONGEST_PAUSE);
    probing = false;
    settled = median(usual);
    // A few milliseconds may be what threads take to begin, which says nothing of longer passes.
    const tells = taken && millis * Math.abs(change - 1) > NO_HICCUP_MILLIS;
    return tells ? "taken" : freed ? "freed" : "tried";
  };
  const decided = ({ ratios }: Trial): boolean =>
    ratios.length === (probing ? 1 : SAMPLES) ||
    (ratios.length === 2 && (Math.max(...ratios) * ALARM < 1 || Math.min(...ratios) > HOPELESS));
  const compare = (current: Trial, cost: number, millis: number): Found => {
    const { tried, standing } = current;
    if (current.rest === 0 && tried === undefined) {
      current.tried = cost;
      return "nothing";
    }
    usual = [...usual, cost].slice(-SAMPLES);
    current.standing = cost;
    current.tried = undefined;
    if (tried === undefined) {
      current.rest -= 1;
      return "nothing";
    }
    current.ratios.push((2 * tried) / (standing + cost));
    current.rest = GAPS[current.ratios.length - 1] ?? 0;
    return decided(current) ? end(current, millis) : "nothing";
  };
  const fewer = (step: number): void => {
    at = step;
    probing = false;
    trial = undefined;
    usual = [];
    since = 0;
    pause = SHORTEST_PAUSE;
    settled = Number.POSITIVE_INFINITY;
    alarms = 0;
    // The next trial is whether more are faster after all.
    down = false;
  };
  const sudden = (cost: number): boolean => cost > Math.max(...usual) * ALARM;
  return {
    step: () => at,
    threads: () => {
      const current = trial;
      const trying = current?.rest === 0 && current.tried === undefined;
      return ladder[trying ? current.at : at] ?? 1;
    },
    took: (cost, millis) => {
      if (trial !== undefined) return compare(trial, cost, millis);
      if (at > 0 && usual.length > 0 && sudden(cost)) {
        alarms += 1;
        const longer = millis * (1 - Math.max(...usual) / cost);
        if (alarms < 2 && longer < NO_HICCUP_MILLIS) return "nothing";
        fewer(at - 1);
        return longer < NO_HICCUP_MILLIS ? "tried" : "taken";
      }
      alarms = 0;
      usual = [...usual, cost].slice(-SAMPLES);
      since += 1;
      if (usual.length < Math.min(SAMPLES, pause)) return "nothing";
      if (median(usual) > settled * SLOWER) {
        pause = SHORTEST_PAUSE;
        settled = median(usual);
      }
      if (since >= pause) begin();
      return "nothing";
    },
    follow: (step) => {
      if (step < at) fewer(step);
    },
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.POSITIVE_INFINITY;
}
