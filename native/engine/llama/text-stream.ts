/** How many tokens one character can span: four bytes, each a token of its own, and one to be safe. */
const LONGEST_CHARACTER = 5;
/** Tokens of context that a tokenizer may want to see before the new ones (spaces). */
const CONTEXT = 4;

/** Text that comes token by token. */
export interface TextStream {
  /** What a token completes; empty within a character. */
  add(token: number): string;
  /** What is still held back, when nothing more comes. */
  rest(): string;
}

/**
 * Turns tokens into text as they come: all pieces and the rest joined are what the whole would be. Only what may still become a
 * character is held back; bytes that do not are given out as a decoder shows them, which makes one sign of as many as begin a character
 * together.
 */
export function textStream(
  detokenize: (tokens: readonly number[], before: readonly number[]) => string,
): TextStream {
  let before: number[] = [];
  let held: number[] = [];
  const give = (count: number, text: string): string => {
    before = [...before, ...held.slice(0, count)].slice(-CONTEXT);
    held = held.slice(count);
    return text;
  };
  return {
    add: (token) => {
      held.push(token);
      const text = detokenize(held, before);
      if (!text.endsWith("\uFFFD")) return give(held.length, text);
      for (let count = held.length - 1; count > 0; count--) {
        const first = detokenize(held.slice(0, count), before);
        // Not as what follows the first ones: a library that takes off what those show would show nothing here.
        const last = detokenize(held.slice(count), before);
        // Bytes that belong together are one sign as a whole and two apart.
        if (first + last === text) return give(count, first);
      }
      return held.length < LONGEST_CHARACTER ? "" : give(held.length, text);
    },
    rest: () => (held.length === 0 ? "" : give(held.length, detokenize(held, before))),
  };
}
