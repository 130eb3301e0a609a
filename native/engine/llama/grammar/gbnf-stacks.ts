import type { Element, GbnfRules } from "./gbnf-rules.ts";

/** A place in the rules and what comes after it, as llama.cpp's stacks hold it; equal ones are the same object. */
export interface Stack {
  readonly at: number;
  readonly below: Stack | undefined;
  readonly depth: number;
  readonly id: number;
}

/** All that an answer may go on with; `undefined` stands for its end. */
export type Stacks = ReadonlySet<Stack | undefined>;

/** llama.cpp would take too long over a grammar at this place. */
export class TooAmbiguous extends Error {
  /** `rule` is the name of the one within which that was found. */
  constructor(rule?: string) {
    const where = rule === undefined ? "" : ` in its rule ${rule}`;
    super(`too many ways of reading it are open at once${where}; say each thing in one way only`);
    this.name = "TooAmbiguous";
  }
}

/**
 * What one character may cost llama.cpp. `VISITS` are stacks that it takes apart, each a copy and a look into a tree of those it saw;
 * `COMPARISONS` are places of stacks that it compares with those it has, one after the other, at a nanosecond or two each. Both bounds
 * are a few hundredths of a second. `OPEN` are ways that are open at once: it tries the vocabulary on each, in 0.25 s for 2,000 words to
 * choose from and 53,000 tokens.
 */
const VISITS = 50_000;
const COMPARISONS = 40_000_000;
const OPEN = 2500;
/**
 * Places of all rules times places of all stacks: llama.cpp goes through the former for each of the latter, at 1.5 ns, where it copies a
 * grammar's state for a token (llama_grammar_clone_impl).
 */
const COPYING = 200_000_000;
/** Stacks, and places in lists of what they become, that are kept in mind before all are forgotten. */
const MOST_KEPT = 50_000;
const MOST_LISTED = 250_000;

/** The stacks of a grammar, which move on character by character. */
export interface GbnfStacks {
  /** The stacks at the beginning of a rule, with nothing after it. Throws TooAmbiguous. */
  begin(rule: number): Stacks;
  /** The stacks at a place in the middle of a rule, with the rest of that rule after it. Throws TooAmbiguous. */
  from(at: number): Stacks;
  /** The stacks after a character; empty where it is not allowed. Throws TooAmbiguous where llama.cpp would take too long. */
  after(stacks: Stacks, code: number): Stacks;
  /** The stacks that one alone becomes after a character that it matches. Throws TooAmbiguous. */
  next(stack: Stack): Stacks;
  element(stack: Stack): Element;
  /** How much was done since the beginning in stacks that were looked at, at 0.1 to 0.3 microseconds each. */
  work(): number;
}

/** Whether a place takes a character. */
export function takes(element: Element, code: number): boolean {
  if (element.kind !== "character") return false;
  const within = element.ranges.some(([low, high]) => low <= code && code <= high);
  return within !== element.inverse;
}

/** Nothing is computed before it is asked for. */
export function createGbnfStacks({ elements, rules, places }: GbnfRules): GbnfStacks {
  let known = new Map<number, Stack>();
  let opened = new Map<number, Stacks>();
  let listed = 0;
  let ids = 1;
  let work = 0;

  const stack = (at: number, below: Stack | undefined): Stack => {
    const key = at * 2 ** 30 + (below?.id ?? 0);
    let found = known.get(key);
    if (found === undefined) {
      found = { at, below, depth: (below?.depth ?? 0) + 1, id: ids++ };
      known.set(key, found);
    }
    return found;
  };
  const element = ({ at }: Stack): Element => elements[at] as Element;
  const ends = (at: number): boolean => elements[at]?.kind === "end";

  /** Takes rules apart until each stack begins with a character or a token (llama_grammar_advance_stack). */
  const open = (from: readonly (Stack | undefined)[]): Stacks => {
    const leaves = new Set<Stack | undefined>();
    const seen = new Set<Stack | undefined>();
    const todo = [...from];
    let cost = 0;
    let depths = 0;
    while (todo.length > 0) {
      const one = todo.pop();
      if (seen.has(one)) continue;
      seen.add(one);
      work += 1;
      cost += 1 + (one?.depth ?? 0) / 16;
      if (cost > VISITS) throw new TooAmbiguous();
      const top = one === undefined ? undefined : element(one);
      if (one === undefined || top?.kind !== "rule") {
        leaves.add(one);
        depths += one?.depth ?? 0;
        if (leaves.size > OPEN || depths * places > COPYING) throw new TooAmbiguous();
        continue;
      }
      // A reference at the end of its rule leaves nothing behind, as in llama.cpp.
      const below = ends(one.at + 1) ? one.below : stack(one.at + 1, one.below);
      for (const begin of rules[top.rule] ?? [])
        todo.push(ends(begin) ? below : stack(begin, below));
    }
    return leaves;
  };
  const next = (one: Stack): Stacks => {
    const kept = opened.get(one.id);
    if (kept !== undefined) return kept;
    const rest = ends(one.at + 1) ? one.below : stack(one.at + 1, one.below);
    const leaves = open([rest]);
    opened.set(one.id, leaves);
    listed += leaves.size;
    return leaves;
  };

  return {
    begin: (rule) =>
      open((rules[rule] ?? []).map((at) => (ends(at) ? undefined : stack(at, undefined)))),
    from: (at) => open([stack(at, undefined)]),
    next,
    element,
    work: () => work,
    after: (stacks, code) => {
      if (known.size > MOST_KEPT || listed > MOST_LISTED) {
        // Those in use stay themselves, and what comes of them is made anew.
        known = new Map();
        opened = new Map();
        listed = 0;
      }
      const all = new Set<Stack | undefined>();
      let visits = 0;
      let comparisons = 0;
      let depths = 0;
      for (const one of stacks) {
        if (one === undefined) continue;
        const here = element(one);
        work += here.kind === "character" ? 1 + here.ranges.length / 16 : 1;
        if (!takes(here, code)) continue;
        const leaves = next(one);
        visits += leaves.size;
        work += leaves.size;
        for (const leaf of leaves) {
          comparisons += all.size * (leaf?.depth ?? 1);
          if (!all.has(leaf)) depths += leaf?.depth ?? 0;
          all.add(leaf);
        }
        const much = visits > VISITS || comparisons > COMPARISONS || all.size > OPEN;
        if (much || depths * places > COPYING) throw new TooAmbiguous();
      }
      return all;
    },
  };
}
