/** Grammars that are short and kept llama.cpp busy for 15 seconds to hours, by what is wrong with them. */
export const badGrammars: ReadonlyMap<string, string> = new Map([
  // Two to the power of the letters written.
  ["two ways to go on, each with another end", 'root ::= "a" root "b" | "a" root "c" | "a"'],
  ["a run of runs", 'root ::= ([a-z]+)+ "."'],
  ["a run of runs behind something else", 'root ::= "It is said: " "{" ([a-z]+)+ "}"'],
  ["a run of runs in a rule of its own", 'root ::= "x" word+ "."\nword ::= [a-z]+'],
  ["two of itself", 'root ::= s "."\ns ::= "a" s s | "a"'],
  ["many runs one behind the other", `root ::= ${"[a-z]* ".repeat(8)} "."`],
  ["many runs behind a long text", `root ::= "It is said: hello: " ${"[a-z]* ".repeat(8)} "."`],
  ["many runs behind a token", `root ::= <[5]> ${"[a-z]* ".repeat(8)} "."`],
  ["many counted runs", "root ::= x x x x\nx ::= [a-z]{0,1999}"],
  ["optional within optional, counted", 'root ::= ((a{0,100}){0,10}){0,1}\na ::= "a"?'],
  ["counted within counted", "root ::= (([a-z]{1,40}){1,40})"],
  ["doubled twelve times", doubled(12)],
  // Copied for 25 seconds for each token that is chosen anew.
  ["much that is open, deep within brackets, beside much that is not used", deep(300)],
  // llama.cpp does not come back from reading these.
  ["doubled eighteen times", doubled(18)],
  ["doubled forty times", doubled(40)],
  ["begun in two ways at each of forty levels", twice(40)],
  ["a count that falls", 'root ::= "a"{5,2}'],
]);

/** Each rule is the next one twice, and the last may be nothing: 2^depth places at which an answer can begin. */
function doubled(depth: number): string {
  const rules = Array.from({ length: depth }, (_, at) => `r${at} ::= r${at + 1} r${at + 1}`);
  return ["root ::= r0", ...rules, `r${depth} ::= "a" |`].join("\n");
}

/** Each rule is the next one in either of two ways. */
function twice(depth: number): string {
  const rules = Array.from({ length: depth }, (_, at) => `r${at} ::= r${at + 1} | r${at + 1}`);
  return ["root ::= r0", ...rules, `r${depth} ::= "a"`].join("\n");
}

/** Many words, each within as many brackets, and two long rules that nothing refers to. */
function deep(count: number): string {
  const rules = Array.from({ length: count }, (_, at) => `r${at} ::= r${at + 1} ")"`);
  const words = Array.from({ length: count }, (_, at) => `"w${at.toString(36)}"`);
  const long = `"${"a".repeat(90)}"{1,1000}`;
  return ["root ::= r0", ...rules, `r${count} ::= ${words.join(" | ")}`, `x ::= ${long}`].join(
    "\n",
  );
}
