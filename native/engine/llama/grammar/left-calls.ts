import type { GbnfRules } from "./gbnf-rules.ts";

/** Calls of llama.cpp's search together, at some 15 ns each. */
const MOST_CALLS = 5_000_000;
/** A rule whose calls are being counted. */
const COUNTING = -1;

/**
 * Throws for a grammar in which a rule begins with itself, which llama.cpp refuses, and for one that keeps it busy while it looks for
 * that: it follows what each rule may begin with again and again (`llama_grammar_detect_left_recursion` in llama-grammar.cpp), twice as
 * long for each rule that begins with the next one in two ways.
 */
export function checkBeginnings(grammar: GbnfRules): void {
  const { rules, names } = grammar;
  const calls = new Array<number>(rules.length).fill(0);
  let all = 0;
  for (let first = 0; first < rules.length; first++) {
    // What was seen on the way from one rule is not looked at as the first one again.
    if (calls[first] !== 0) continue;
    // Not by calls of its own: thousands of rules may begin with one another.
    const todo = [first];
    for (let rule = todo.at(-1); rule !== undefined; rule = todo.at(-1)) {
      if ((calls[rule] ?? 0) > 0) {
        todo.pop();
        continue;
      }
      const begins = beginnings(grammar, rule);
      if (calls[rule] === COUNTING) {
        const made = begins.reduce((sum, one) => sum + (calls[one] ?? 0), 1);
        if (all + made > MOST_CALLS) {
          throw new Error(`its rule ${names[rule]} has too many ways to begin`);
        }
        calls[rule] = made;
        continue;
      }
      calls[rule] = COUNTING;
      for (const one of begins) {
        if (calls[one] === COUNTING) throw new Error(`its rule ${names[one]} begins with itself`);
        if (calls[one] === 0) todo.push(one);
      }
    }
    all += calls[first] ?? 0;
  }
}

/** The rules that come first in a rule, once for each time; those behind one that may be nothing are first, too. */
function beginnings({ elements, rules }: GbnfRules, rule: number): number[] {
  const found: number[] = [];
  for (const begin of rules[rule] ?? []) {
    for (let at = begin; ; at++) {
      const element = elements[at];
      if (element?.kind !== "rule") break;
      found.push(element.rule);
      const maybeNothing = rules[element.rule]?.some((first) => elements[first]?.kind === "end");
      if (maybeNothing !== true) break;
    }
  }
  return found;
}
