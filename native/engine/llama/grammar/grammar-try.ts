import type { GbnfRules } from "./gbnf-rules.ts";
import { type GbnfStacks, type Stack, type Stacks, TooAmbiguous, takes } from "./gbnf-stacks.ts";

/** Characters of any kind after which a rule is looked at, following the most ambiguous ways: tokens of many kinds of them are short. */
const CHARACTERS = 12;
const WAYS = 3;
/** The same character so many times in a row: vocabularies have long tokens of blanks, dashes and letters of one kind. */
const RUN = 40;
/** Characters that are tried at a place: the borders of what may come. */
const CHOICES = 24;
/** Steps for a grammar as a whole; what is not tried is still watched while an answer is written. */
const STEPS = 20_000;
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
 * to itself, so that each rule is tried from its own beginning, wherever it stands in an answer.
 */
export function tryGrammar(rules: GbnfRules, stacks: GbnfStacks): void {
  let steps = 0;
  const run = (from: Readings, code: number): void => {
    let before = from;
    for (let count = 1; count < RUN && steps < STEPS; count++) {
      steps += 1;
      const read = step(stacks, before, code);
      if (read.size === 0 || sameReadings(read, before)) return;
      before = read;
    }
  };
  for (const rule of new Set([rules.root, ...rules.written])) {
    let ways: readonly Readings[] = [counted(stacks.begin(rule))];
    const met = new Set<string>();
    for (let character = 0; character < CHARACTERS && ways.length > 0; character++) {
      const further: Readings[] = [];
      for (const way of ways) {
        for (const code of choices(stacks, way)) {
          if (steps++ > STEPS) return;
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
