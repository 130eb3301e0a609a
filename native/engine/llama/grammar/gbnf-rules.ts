import { createScanner, isWord, type Scanner } from "./gbnf-scanner.ts";

/** One place of a rule: a character of some ranges (or of none of them), a whole token, another rule, or an alternative's end. */
export type Element =
  | {
      readonly kind: "character";
      readonly ranges: readonly (readonly [low: number, high: number])[];
      readonly inverse: boolean;
    }
  | { readonly kind: "token" }
  | { readonly kind: "rule"; readonly rule: number }
  | { readonly kind: "end" };

/** A grammar taken apart as llama.cpp does it: repetitions are rules of their own. */
export interface GbnfRules {
  /** All alternatives of all rules, one behind the other, each with its end. */
  readonly elements: readonly Element[];
  /** Where the alternatives of each rule begin in `elements`. */
  readonly rules: readonly (readonly number[])[];
  readonly root: number;
  /** Rules that somebody wrote, by name, in brackets or repeated without an end; the others are steps of a counted repetition. */
  readonly written: readonly number[];
  /** The name under which each rule was written: its own, or that of the one in whose text it stands. */
  readonly names: readonly string[];
  /** Places of all rules together, as llama.cpp counts them: a class has one or two for each of its ranges. */
  readonly places: number;
}

/** llama.cpp's bound for repetitions, and for those within each other (`MAX_REPETITION_THRESHOLD`). */
const MOST_REPETITIONS = 2000;
/** Places of all rules together, as llama.cpp counts them (8 bytes each): repetitions of repetitions copy what they repeat. */
const MOST_ELEMENTS = 200_000;
/** Brackets within brackets; llama.cpp goes one call deeper with each. */
const DEEPEST = 200;

type Alternative = readonly Element[];

/**
 * Reads a grammar in llama.cpp's notation (GBNF: https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md). Throws an
 * Error with the reason where it cannot be read.
 */
export function parseGbnf(text: string): GbnfRules {
  // llama.cpp would read up to there, and find another grammar.
  if (text.includes("\0")) throw new Error("it holds a NUL character");
  const named = new Map<string, number>();
  const names: string[] = [];
  const rules: Alternative[][] = [];
  const written: number[] = [];
  let size = 0;
  let depth = 0;

  let within = "root";

  const newRule = (name = within): number => {
    names.push(name);
    return rules.push([]) - 1;
  };
  const ruleNamed = (name: string): number => {
    const known = named.get(name);
    if (known !== undefined) return known;
    const rule = newRule(name);
    written.push(rule);
    named.set(name, rule);
    return rule;
  };
  /** Counts places before anything is copied. */
  const spend = (places: number): void => {
    size += places;
    if (size > MOST_ELEMENTS) throw new Error("its repetitions are too many");
  };
  const fill = (rule: number, alternatives: Alternative[]): void => {
    spend(alternatives.length);
    rules[rule] = alternatives;
  };

  /** What a symbol becomes that is repeated `least` to `most` times, by the rewriting rules of llama.cpp's parser. */
  const repeated = (symbol: Alternative, least: number, most: number): Alternative => {
    const weight = places(symbol) + 1;
    spend(weight * (Number.isFinite(most) ? most : least + 1));
    const sequence = Array.from({ length: least }, () => symbol).flat();
    if (most === Number.POSITIVE_INFINITY) {
      const more = newRule();
      written.push(more);
      fill(more, [[...symbol, { kind: "rule", rule: more }], []]);
      return [...sequence, { kind: "rule", rule: more }];
    }
    let next: number | undefined;
    for (let count = least; count < most; count++) {
      const optional = newRule();
      const rest: Alternative = next === undefined ? [] : [{ kind: "rule", rule: next }];
      fill(optional, [[...symbol, ...rest], []]);
      next = optional;
    }
    return next === undefined ? sequence : [...sequence, { kind: "rule", rule: next }];
  };

  const alternatives = (scan: Scanner, nested: boolean): Alternative[] => {
    const all = [sequence(scan, nested)];
    while (scan.take("|")) {
      scan.space(true);
      all.push(sequence(scan, nested));
    }
    return all;
  };

  const sequence = (scan: Scanner, nested: boolean): Alternative => {
    const symbols: Element[] = [];
    let last: Alternative | undefined;
    let copies = 1;
    const push = (symbol: Alternative, weight = 1): void => {
      spend(places(symbol));
      symbols.push(...symbol);
      last = symbol;
      copies = weight;
    };
    for (; ; scan.space(nested)) {
      const range = scan.repetition(nested);
      if (range !== undefined) {
        if (last === undefined || last.length === 0) throw scan.expected("something to repeat");
        const [least, asked] = range;
        if (least > MOST_REPETITIONS) throw new Error("its repetitions are too many");
        const most = asked > MOST_REPETITIONS ? Number.POSITIVE_INFINITY : asked;
        copies *= Math.max(1, Number.isFinite(most) && most > 0 ? most : least);
        if (copies > MOST_REPETITIONS || most < least) {
          throw new Error("its repetitions are too many");
        }
        symbols.length -= last.length;
        // Not by spreading: thousands of arguments would be too many.
        const more = repeated(last, least, most);
        for (const one of more) symbols.push(one);
        // A further sign repeats all that came of it.
        last = more;
      } else if (scan.take('"')) {
        push(scan.literal().map((code) => character([[code, code]], false)));
      } else if (scan.take("[")) {
        const inverse = scan.take("^");
        const ranges = scan.ranges();
        push(ranges.length === 0 ? [] : [character(ranges, inverse)]);
      } else if (scan.take(".")) {
        push([character([], true)]);
      } else if (scan.token()) {
        push([{ kind: "token" }]);
      } else if (scan.take("(")) {
        scan.space(true);
        depth += 1;
        if (depth > DEEPEST) throw new Error("its brackets are nested too deeply");
        const before = rules.length;
        const group = newRule();
        written.push(group);
        fill(group, alternatives(scan, true));
        if (!scan.take(")")) throw scan.expected(")");
        depth -= 1;
        push([{ kind: "rule", rule: group }], Math.max(1, rules.length - before));
      } else if (isWord(scan.peek())) {
        push([{ kind: "rule", rule: ruleNamed(scan.name()) }]);
      } else {
        return symbols;
      }
    }
  };

  const scan = createScanner(text);
  scan.space(true);
  while (!scan.over()) {
    within = scan.name();
    const rule = ruleNamed(within);
    scan.space(false);
    if (!scan.take("::=")) throw scan.expected("::=");
    scan.space(true);
    fill(rule, alternatives(scan, false));
    if (!scan.over() && !scan.lineEnd()) throw scan.expected("a new line or the end");
    scan.space(true);
  }
  const root = named.get("root");
  if (root === undefined) throw new Error("it has no rule named root");
  for (const [name, rule] of named) {
    if (rules[rule]?.length === 0) throw new Error(`its rule ${name} is not there`);
  }
  return { ...flat(rules), root, written, names, places: size };
}

function character(
  ranges: readonly (readonly [number, number])[],
  inverse: boolean,
): Element & { kind: "character" } {
  return { kind: "character", ranges, inverse };
}

/** How many places llama.cpp makes of elements: a class has one for each of its characters, and two for each of its ranges. */
function places(elements: Alternative): number {
  let count = 0;
  for (const element of elements) {
    if (element.kind !== "character" || element.ranges.length === 0) count += 1;
    else for (const [low, high] of element.ranges) count += low === high ? 1 : 2;
  }
  return count;
}

function flat(rules: readonly Alternative[][]): Pick<GbnfRules, "elements" | "rules"> {
  const elements: Element[] = [];
  const begins = rules.map((alternatives) =>
    alternatives.map((alternative) => {
      const begin = elements.length;
      for (const element of alternative) elements.push(element);
      elements.push({ kind: "end" });
      return begin;
    }),
  );
  return { elements, rules: begins };
}
