/** How many tokens one character can span: four bytes, each a token of its own, and one to be safe. */
const LONGEST_CHARACTER = 5;
/** Tokens of context that a tokenizer may want to see before the new ones (spaces). */
const CONTEXT = 4;

/**
 * Turns tokens into text as they come. A character that is not complete yet is held back, so that pieces joined give
 * what the whole would; bytes that never become a character are given out as they are.
 */
export function textStream(
  detokenize: (tokens: readonly number[], before: readonly number[]) => string,
): (token: number) => string {
  const given: number[] = [];
  let held: number[] = [];
  return (token) => {
    held.push(token);
    const text = detokenize(held, given.slice(-CONTEXT));
    if (text.endsWith("\uFFFD") && held.length < LONGEST_CHARACTER) return "";
    given.push(...held);
    held = [];
    return text;
  };
}
