import type { GbnfRules } from "./gbnf-rules.ts";
import { type GbnfStacks, type Stack, type Stacks, TooAmbiguous, takes } from "./gbnf-stacks.ts";

/** Characters of any kind after which a rule is looked at, following the most ambiguous ways: tokens of many kinds of them are short. */
const CHARACTERS = 12;
const WAYS = 3;
/** The same character so many times in a row: vocabularies have long tokens of blanks, dashes and letters of one kind. */
const RUN = 40;
/** Characters that are tried at a place: the borders of what may come. */
const CHOICES = 24;
/**
 * Stacks that are looked at for a grammar as a whole, a tenth of a second or so: the engine answers nobody meanwhile. Each place has an
 * equal share of what is left, so that the last ones are tried, too.
 */
const WORK = 500_000;
/** Characters of any kind that are looked at before the next token: a blank, and what begins behind it. */
const AHEAD = 2;
/** Stacks that are looked at before the next token of an answer, a few milliseconds at most. */
const WORK_AHEAD = 40_000;
/**
 * Ways of reading the same characters up to which a grammar is taken. llama.cpp goes each way by itself where it masks a vocabulary, and
 * does so for every token that begins with them: 12,000 ways (four runs of letters one behind the other) took 0.2 s for 53,000 tokens,
 * 100,000 more than 15 s.
 */
const MOST_READINGS = 20_000;

/** How many ways of reading lead to each stack. */
type Readings = ReadonlyMap<Stack | undefined, number>;

/**
 * Throws TooAmbiguous for a grammar over which llama.cpp would take too long. What grows without end does so within a rule that comes back
 * to itself, or where rules follow one another, so that the grammar is tried from each place at which a rule begins or is called.
 */
export function tryGrammar(rules: GbnfRules, stacks: GbnfStacks): void {
  const places = [...beginnings(rules)];
  const end = stacks.work() + WORK;
  for (const [index, { rule, at }] of places.entries()) {
    const left = end - stacks.work();
    if (left <= 0) return;
    try {
      const begin = at === undefined ? stacks.begin(rule) : stacks.from(at);
      tryFrom(stacks, begin, stacks.work() + left / (places.length - index));
    } catch (error) {
      throw error instanceof TooAmbiguous ? new TooAmbiguous(rules.names[rule]) : error;
    }
  }
}

/**
 * Throws TooAmbiguous where what may come next in an answer would take llama.cpp too long, as it masks the vocabulary there: what an answer
 * leaves open, such as an optional end for each of a hundred beginnings, is not to be seen from a rule's own beginning.
 */
export function tryNext(stacks: GbnfStacks, now: Stacks): void {
  tryFrom(stacks, now, stacks.work() + WORK_AHEAD, AHEAD);
}

/** Each rule that somebody wrote, and each place within it at which another one is called. */
function* beginnings({ elements, rules, root, written }: GbnfRules) {
  // The last ones first: what is called mostly stands below, and is to be blamed rather than what calls it.
  for (const rule of [...new Set([root, ...written])].reverse()) {
    yield { rule, at: undefined };
    for (const begin of rules[rule] ?? []) {
      for (let at = begin + 1; elements[at - 1]?.kind !== "end"; at++) {
        const [before, here] = [elements[at - 1], elements[at]];
        if (here?.kind !== "rule") continue;
        // A repetition that was copied is tried from its first time on.
        if (before?.kind !== "rule" || before.rule !== here.rule) yield { rule, at };
      }
    }
  }
}

function tryFrom(
  stacks: GbnfStacks,
  begin: Stacks,
  workUntil: number,
  characters = CHARACTERS,
): void {
  const run = (from: Readings, code: number): void => {
    let before = from;
    for (let count = 1; count < RUN && stacks.work() < workUntil; count++) {
      const read = step(stacks, before, code);
      if (read.size === 0 || sameReadings(read, before)) return;
      before = read;
    }
  };
  let ways: readonly Readings[] = [counted(begin)];
  const met = new Set<string>();
  for (let character = 0; character < characters && ways.length > 0; character++) {
    const further: Readings[] = [];
    for (const way of ways) {
      for (const code of choices(stacks, way)) {
        if (stacks.work() > workUntil) return;
        const read = step(stacks, way, code);
        // The same stacks in the same numbers go on in the same way.
        const key = [...read]
          .map(([one, count]) => `${one?.id ?? 0}:${count}`)
          .sort()
          .join();
        if (read.size === 0 || met.has(key)) continue;
        met.add(key);
        run(read, code);
        further.push(read);
      }
    }
    ways = further.sort((a, b) => total(b) - total(a)).slice(0, WAYS);
  }
}

function sameReadings(one: Readings, other: Readings): boolean {
  if (one.size !== other.size) return false;
  for (const [stack, count] of one) if (other.get(stack) !== count) return false;
  return true;
}

function counted(stacks: Stacks): Readings {
  return new Map([...stacks].map((one) => [one, 1]));
}

function total(readings: Readings): number {
  let sum = 0;
  for (const count of readings.values()) sum += count;
  return sum;
}

function step(stacks: GbnfStacks, readings: Readings, code: number): Readings {
  // What llama.cpp's own step costs, which keeps equal stacks once.
  stacks.after(new Set(readings.keys()), code);
  const next = new Map<Stack | undefined, number>();
  let sum = 0;
  for (const [one, count] of readings) {
    if (one === undefined || !takes(stacks.element(one), code)) continue;
    for (const leaf of stacks.next(one)) {
      next.set(leaf, (next.get(leaf) ?? 0) + count);
      sum += count;
    }
  }
  if (sum > MOST_READINGS) throw new TooAmbiguous();
  return next;
}

/** Characters that tell the ways apart: the borders of all ranges, and one that none of them names. */
function choices(stacks: GbnfStacks, readings: Readings): Iterable<number> {
  const codes = new Map<number, number>();
  for (const [one, count] of readings) {
    const element = one === undefined ? undefined : stacks.element(one);
    if (element?.kind !== "character") continue;
    for (const [low, high] of element.ranges) {
      for (const code of element.inverse ? [low - 1, high + 1] : [low, high]) {
        if (code > 0) codes.set(code, (codes.get(code) ?? 0) + count);
      }
    }
    if (element.inverse) codes.set(UNUSUAL, (codes.get(UNUSUAL) ?? 0) + count);
  }
  const ordered = [...codes].sort(([, a], [, b]) => b - a);
  return ordered.slice(0, CHOICES).map(([code]) => code);
}

/** A character that hardly any grammar names. */
const UNUSUAL = 0x1f_00;
