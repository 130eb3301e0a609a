import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseGbnf } from "../../../../native/engine/llama/grammar/gbnf-rules.ts";
import {
  createGbnfStacks,
  type Stack,
  takes,
} from "../../../../native/engine/llama/grammar/gbnf-stacks.ts";
import { tryGrammar } from "../../../../native/engine/llama/grammar/grammar-try.ts";
import { createGrammarWatch } from "../../../../native/engine/llama/grammar/grammar-watch.ts";
import { badGrammars } from "../../../fakes/bad-grammars.ts";

const watch = createGrammarWatch();
const library = join(import.meta.dirname, "../../../../node_modules/node-llama-cpp/llama/grammars");

test.each(readdirSync(library).filter((name) => name.endsWith(".gbnf")))(
  "the library's %s is taken",
  (name) => {
    watch(readFileSync(join(library, name), "utf8"));
  },
);

test.each([
  ["yes or no", 'root ::= ("yes" | "no") "."'],
  ["a list of lines", 'root ::= ("- " [^\\n]+ "\\n")+'],
  ["numbers with commas", 'root ::= [0-9]+ ("," " "? [0-9]+)*'],
  ["words", 'root ::= [a-z]+ (" " [a-z]+)* [.!?]'],
  [
    "blanks wherever they may be",
    'ws ::= [ \\t\\n]*\nroot ::= ws "{" ws "a" ws ":" ws [0-9]+ ws "}" ws',
  ],
  ["six thousand rules, each the next one", chain(6000)],
  ["brackets in brackets", 'root ::= "(" root* ")"'],
  ["one of a thousand words", `root ::= ${thousand().join(" | ")}`],
  ["a long text", 'root ::= "\\"" ([^"\\\\] | "\\\\" ["\\\\/bfnrt])* "\\""'],
  ["a counted text", "root ::= [a-zA-Z]{1,1999}"],
  // defect: llama.cpp's own bound is reached with 2,001
  ["2,000 letters at most", "root ::= [a-z]{0,2000}"],
  ["2,000 times the same", 'root ::= "a"{2000}'],
  ["a counted rule of its own", 'root ::= "\\"" ( c ){0,1000} "\\""\nc ::= [^"\\\\]'],
  ["a date", 'root ::= [0-9]{4} "-" ("0" [1-9] | "1" [0-2]) "-" [0-3] [0-9]'],
  ["other alphabets", 'root ::= [ぁ-ゟ一-鿿]+ "。"'],
  ["escapes", 'root ::= "\\x41\\u00e9\\U0001F600" [\\x00-\\x1F] [^\\]\\-\\\\]'],
  ["tokens", "root ::= <think> !<[3]>* </think> [a-z]+"],
  ["comments and broken lines", '# one\nroot ::= (\n  "a" # two\n  | "b"\n)\r\n# three'],
])("a usual grammar is taken: %s", (_, grammar) => {
  watch(grammar);
});

// defect: each of these ended the engine's process for everybody, as it was silent for too long
test.each([...badGrammars])(
  "a grammar that would hold up llama.cpp is refused: %s",
  (_, grammar) => {
    expect(() => watch(grammar)).toThrow(/too many/);
  },
);

// defect: some took 13 seconds to try, and again with each request
test("a grammar is tried up to a bound, and judged once", () => {
  const words = Array.from({ length: 2000 }, (_, at) => `"${"a".repeat(13)}${at.toString(36)}"`);
  const others = Array.from({ length: 1400 }, (_, at) => `r${at} ::= w`);
  for (const text of [
    ["root ::= w", `w ::= ${words.join(" | ")}`, ...others].join("\n"),
    chain(6000),
  ]) {
    const rules = parseGbnf(text);
    const stacks = createGbnfStacks(rules);
    tryGrammar(rules, stacks);
    expect(stacks.work()).toBeLessThan(600_000);
  }
  const [, bad = ""] = [...badGrammars][0] ?? [];
  const judged = [0, 1].map(() => {
    try {
      return watch(bad);
    } catch (error) {
      return error;
    }
  });
  expect(judged[1]).toBe(judged[0]);
});

// defect: each word that was said kept what may come after it, 84 MB of 2,000 words
test("what words become is not kept without end", () => {
  const words = Array.from({ length: 2000 }, (_, at) => (at * 7919 + 100_000).toString(36));
  const rules = parseGbnf(`root ::= (${words.map((word) => `"${word}"`).join(" | ")})+`);
  const stacks = createGbnfStacks(rules);
  const begin = stacks.begin(rules.root);
  const say = (word: string) => {
    let now = begin;
    let last: Stack | undefined;
    for (const letter of word) {
      last = [...now].find((one) => one && takes(stacks.element(one), letter.charCodeAt(0)));
      now = stacks.after(now, letter.charCodeAt(0));
    }
    return last as Stack;
  };
  const first = say(words[0] ?? "");
  const kept = stacks.next(first);
  expect(stacks.next(first)).toBe(kept);
  for (const word of words) say(word);
  expect(stacks.next(first)).not.toBe(kept);
});

test("a refusal names the rule", () => {
  const text = 'root ::= "It is: " said "."\nsaid ::= (. | "\\n")*';
  expect(() => watch(text)).toThrow(/in its rule said;/);
});

test("ways that double with each step of an answer are followed until they are too many", () => {
  const grammar = 'root ::= "{l:" root ",v:1}" | "{l:" root ",v:2}" | "0"';
  const short = watch(grammar).course();
  short.write("{l:{l:{l:0,v:1},v:2},v:1}");
  const long = watch(grammar).course();
  expect(() => long.write("{l:".repeat(40))).toThrow(/too many/);
});

// defect: from there on nothing was followed
test.each([
  ["a token", "<think>", "<think>"],
  ["a mark whose blank is not shown", '" ."', "."],
])("ways are followed behind %s", (_, first, shown) => {
  const grammar = `root ::= ${first} x\nx ::= "{l:" x ",v:1}" | "{l:" x ",v:2}" | "0"`;
  const course = watch(grammar).course();
  course.write(shown);
  expect(() => course.write("{l:".repeat(40))).toThrow(/too many/);
});

test.each([
  ["root ::= (", /expecting/],
  ['answer ::= "a"', /no rule named root/],
  ["root ::= nothing", /nothing is not there/],
  ["root ::= *", /something to repeat/],
  ['root ::= "a', /expecting more/],
  ['root ::= "\\q"', /escape/],
  ['root ::= "a" "b"\nroot := "c"', /::=/],
  ['root ::= "a"{2,', /expecting/],
  // defect: llama.cpp read "z" of this one, which was looked at as "a"
  ['root ::= "z" #\0\nroot ::= "a"', /NUL/],
  ['root ::= "a"{2001}', /too many/],
  // defect: these were copied before they were counted, 120 million places at once, or a class as one place
  [`root ::= "${"a".repeat(60_000)}"{1999}`, /too many/],
  [`root ::= ${`"${"a".repeat(90)}"{1999} `.repeat(500)}`, /too many/],
  [`root ::= [${letters(500)}]{1,1999}`, /too many/],
  ["root ::= ([a-z]){0,2000} (([a-z])){0,2000}", /too many/],
  ["root ::= a) b", /new line/],
  ['root ::= list\nlist ::= list "," [a-z] | [a-z]', /list begins with itself/],
  [`root ::= ${"(".repeat(9000)}"a"${")".repeat(9000)}`, /nested too deeply/],
])("what cannot be read is told: %s", (grammar, reason) => {
  expect(() => watch(grammar)).toThrow(reason);
});

/** So many characters, no two of them side by side. */
function letters(count: number): string {
  return Array.from({ length: count }, (_, at) => String.fromCodePoint(0x4e00 + 2 * at)).join("");
}

function chain(length: number): string {
  const rules = Array.from(
    { length },
    (_, at) => `${at.toString(36)}x::=${(at + 1).toString(36)}x`,
  );
  return ["root::=0x", ...rules, `${length.toString(36)}x::="a"`].join("\n");
}

function thousand(): string[] {
  return Array.from({ length: 1000 }, (_, number) => `"word${number.toString(36)}"`);
}

// defect: llama.cpp masked the vocabulary for a minute and a half where an answer had left a hundred optional ends open
test("what an answer has left open is looked at before the next token, and usual answers go through", () => {
  const open = watch(
    'root ::= two "."\none ::= [a-z] [0-9]*\ntwo ::= [a-c0-9] two one? | "z"',
  ).course();
  open.write("ab0");
  expect(() => open.write("a".repeat(60))).toThrow(/too many/);
  const json = watch(readFileSync(join(library, "json.gbnf"), "utf8")).course();
  for (let depth = 0; depth < 60; depth++) json.write('{"a":[1,"two",');
  json.write("true]}");
});
