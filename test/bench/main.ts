import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { block } from "./block.ts";
import { download } from "./download.ts";
import { engine, large } from "./engine/engine.ts";
import { tokens } from "./engine/tokens.ts";
import { verification } from "./engine/verification.ts";
import { type Row, ratio, type Section, thisMachine } from "./measure.ts";
import { memory } from "./memory.ts";
import { practice } from "./practice/practice.ts";
import { table } from "./report.ts";
import { reward } from "./reward.ts";
import { sensors } from "./sensors.ts";
import { start } from "./start.ts";

/**
 * `npm run bench [-- --runs N section ...]`: figures, never a verdict. Prints a table a section and one line of JSON at
 * the end. Exit code 1 only when a section could not be measured.
 */
const sections: readonly Section[] = [
  start,
  reward,
  tokens,
  engine,
  large,
  verification,
  download,
  block,
  practice,
  memory,
  sensors,
];

interface Measured {
  readonly section: string;
  readonly rows: readonly (Row & { readonly ratio?: number })[];
  readonly failed?: string;
}

async function measure(section: Section, runs: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), `hearth-bench-${section.name}-`));
  const say = (line: string): void => console.error(`[${section.name}] ${line}`);
  try {
    const rows = await section.run({ runs, folder, say });
    console.log(`\n${table(section, rows)}`);
    return { section: section.name, rows: rows.map((row) => withRatio(row)) };
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(`\n== ${section.name}: could not be measured\n${reason}`);
    process.exitCode = 1;
    return { section: section.name, rows: [], failed: reason.split("\n")[0] ?? reason };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function withRatio(row: Row): Row & { readonly ratio?: number } {
  const value = ratio(row);
  return value === undefined ? row : { ...row, ratio: value };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "3" } },
});
const runs = Number(values.runs);
const unknown = positionals.filter((name) => !sections.some((section) => section.name === name));
if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1) {
  console.error(
    `usage: npm run bench [-- --runs N] [${sections.map(({ name }) => name).join("|")} ...]`,
  );
  process.exit(2);
}
const wanted = sections.filter(({ name, onRequest }) =>
  positionals.length === 0 ? onRequest === undefined : positionals.includes(name),
);
if (positionals.length === 0) {
  for (const { name, onRequest } of sections) {
    if (onRequest !== undefined) console.error(`[${name}] only when named: it ${onRequest}`);
  }
}
const machine = thisMachine();
console.log(
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, load ${machine.load}`,
);
const results: Measured[] = [];
for (const section of wanted) results.push(await measure(section, runs));
console.log(`\n${JSON.stringify({ machine, date: new Date().toISOString(), runs, results })}`);
