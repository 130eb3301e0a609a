import { parseGbnf } from "./gbnf-rules.ts";
import { createGbnfStacks, type GbnfStacks, type Stacks } from "./gbnf-stacks.ts";
import { tryGrammar, tryNext } from "./grammar-try.ts";
import { checkBeginnings } from "./left-calls.ts";

/** Walks beside llama.cpp through a grammar as an answer is written. */
export interface GrammarCourse {
  /** Moves on by what a token completes, before llama.cpp does. Throws TooAmbiguous where that would take too long. */
  write(text: string): void;
}

/** A grammar that was found to be bearable. */
export interface WatchedGrammar {
  course(): GrammarCourse;
}

const BLANK = 0x20;
/** Grammars that are kept in mind, refused ones too: a miner's answers are all bound by the same few. */
const MOST_KEPT = 8;

/**
 * Makes sure that grammars cannot hold up llama.cpp, which is in the hands of everybody who uses the engine: an ambiguous one can open
 * millions of ways of reading with a few characters, and llama.cpp follows each. The returned function throws an Error with the reason
 * for one that cannot be read, and TooAmbiguous.
 */
export function createGrammarWatch(): (text: string) => WatchedGrammar {
  const kept = new Map<string, WatchedGrammar | Error>();
  return (text) => {
    const judged = kept.get(text) ?? judge(text);
    kept.delete(text);
    kept.set(text, judged);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    if (judged instanceof Error) throw judged;
    return judged;
  };
}

function judge(text: string): WatchedGrammar | Error {
  try {
    return watchGrammar(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function watchGrammar(text: string): WatchedGrammar {
  const rules = parseGbnf(text);
  checkBeginnings(rules);
  const stacks = createGbnfStacks(rules);
  const begin = stacks.begin(rules.root);
  tryGrammar(rules, stacks);
  tryNext(stacks, begin);
  return {
    course: () => {
      let now: Stacks | undefined = begin;
      return {
        write: (written) => {
          if (now === undefined || written === "") return;
          const next = through(stacks, now, written);
          // Bytes that are no character look different here: from there on the bounds of the try alone hold.
          now = next.size === 0 ? undefined : next;
          if (now !== undefined) tryNext(stacks, now);
        },
      };
    },
  };
}

/** The stacks after what a token wrote; empty where it is none that may come. */
function through(stacks: GbnfStacks, from: Stacks, written: string): Stacks {
  let now = from;
  for (const character of written) {
    const code = character.codePointAt(0) ?? 0;
    const next = stacks.after(now, code);
    // Some vocabularies do not show the blank before a mark.
    now = next.size > 0 ? next : stacks.after(stacks.after(now, BLANK), code);
  }
  if (now.size > 0) return now;
  const tokens = [...from].filter((one) => one && stacks.element(one).kind === "token");
  return new Set(tokens.flatMap((one) => (one === undefined ? [] : [...stacks.next(one)])));
}
