/** Keeps the last `limit` characters of a text that arrives in pieces. */
export function textTail(limit: number): { add(text: string): void; text(): string } {
  let kept = "";
  return {
    add: (text) => {
      kept = (kept + text).slice(-limit);
    },
    text: () => kept,
  };
}

/** The last line of a text that says something, at most `limit` characters; undefined where there is none. */
export function lastLine(text: string, limit = 300): string | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  // Node ends a crash report with its version, after the stack: the message stands on the line that names the error.
  const named = lines.findLast((line) => /^\s*(\w*Error\b|fatal|FATAL|Uncaught)/.test(line));
  return (named ?? lines.at(-1))?.trim().slice(0, limit);
}
