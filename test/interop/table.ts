import type { Row } from "./suite.ts";

/** What the document says of one command of a suite. */
export interface TableRow {
  readonly tool: string;
  readonly command: string;
  /** Empty where it works. */
  readonly whyNot: string;
}

const head = "| tool | command | works | why not |\n|---|---|---|---|\n";

const mark = (suite: string): { readonly begin: string; readonly end: string } => ({
  begin: `<!-- suite ${suite}: written by npm run test:interop -- --write -->\n`,
  end: `<!-- end of ${suite} -->\n`,
});

/** The rows of a suite's table in the document; none where it has no table yet. */
export function readTable(document: string, suite: string): readonly TableRow[] {
  const { begin, end } = mark(suite);
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) return [];
  return document
    .slice(from + begin.length, to)
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| tool |"))
    .map((line) => {
      const [, tool = "", command = "", , whyNot = ""] = line
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll("\\|", "|"));
      return { tool, command: command.replace(/^`(.*)`$/, "$1"), whyNot };
    });
}

/** The document with a suite's table replaced, or added at its end under `title`. Failed rows are left out. */
export function writeTable(
  document: string,
  suite: string,
  title: string,
  rows: readonly Row[],
): string {
  const { begin, end } = mark(suite);
  const lines = rows.flatMap((row) => (isFailed(row) ? [] : [`${line(row)}\n`]));
  const block = `${begin}${head}${lines.join("")}${end}`;
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) return `${document.trimEnd()}\n\n## ${title}\n\n${block}`;
  return document.slice(0, from) + block + document.slice(to + end.length);
}

/** Where the rows of a run and the document's table of that suite differ, a sentence each. Failed rows speak for themselves. */
export function differences(table: readonly TableRow[], rows: readonly Row[]): readonly string[] {
  const wanted = new Map(table.map((row) => [`${row.tool} | ${row.command}`, row]));
  const seen = new Set<string>();
  const found: string[] = [];
  for (const row of rows) {
    const name = `${row.tool} | ${row.command}`;
    if (seen.has(name)) found.push(`${name}: came twice`);
    seen.add(name);
    const written = wanted.get(name);
    if (written === undefined) found.push(`${name}: is not in the table`);
    else if (!isFailed(row) && written.whyNot !== whyNotOf(row)) {
      found.push(`${name}: the table says "${written.whyNot}", the run "${whyNotOf(row)}"`);
    }
  }
  for (const name of wanted.keys()) {
    if (!seen.has(name)) found.push(`${name}: is in the table, but was not run`);
  }
  return found;
}

function isFailed({ outcome }: Row): boolean {
  return outcome !== "works" && "failed" in outcome;
}

function whyNotOf({ outcome }: Row): string {
  return outcome !== "works" && "whyNot" in outcome ? outcome.whyNot.trim() : "";
}

function line(row: Row): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const whyNot = whyNotOf(row);
  const works = whyNot === "" ? "yes" : "no";
  return `| ${cell(row.tool)} | \`${cell(row.command)}\` | ${works} | ${cell(whyNot)} |`;
}
