import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startPractice } from "./practice-node.ts";
import { isBroken, needsAnother, type SuiteResult, settled } from "./settle.ts";
import type { Row, Suite } from "./suite.ts";
import { differences, readTable, writeTable } from "./table.ts";

/**
 * `npm run test:interop [-- [--write] SUITE ...]`: stock tools against a fresh practice node a suite. Prints one line a
 * command, compares with the tables of docs/interop.md (`--write` writes them instead) and ends with
 * "N passed, N failed". A suite in which something failed is run once more; what fails in both runs has failed. Exit code 1 when something failed or a table says something else.
 */
const folder = new URL(".", import.meta.url);
const document = fileURLToPath(new URL("../../docs/interop.md", import.meta.url));
const stop = new AbortController();

/** Every folder beside this file that has a suite.ts. */
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/suite.ts`, folder)))
  .map((entry) => entry.name)
  .sort();

async function run(suite: Suite): Promise<SuiteResult> {
  const scratch = mkdtempSync(join(tmpdir(), `hearth-interop-${suite.name}-`));
  const rows: Row[] = [];
  const troubles: string[] = [];
  const say = (line: string): void => console.log(`-- ${line}`);
  try {
    const node = await startPractice(join(scratch, "chain"), suite.nodeOptions);
    try {
      const { network } = node;
      for await (const row of suite.run({ network, scratch, signal: stop.signal, say })) {
        rows.push(row);
        print(row);
      }
    } finally {
      await node.close();
    }
  } catch (error) {
    troubles.push(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
  if (stop.signal.aborted) troubles.push("stopped");
  return { rows, troubles };
}

function print({ tool, command, outcome }: Row): void {
  if (outcome === "works") console.log(`ok ${tool} | ${command}`);
  else if ("whyNot" in outcome) console.log(`known ${tool} | ${command}: ${outcome.whyNot}`);
  else console.log(`FAIL ${tool} | ${command}: ${outcome.failed}`);
}

/** Runs a suite, and where anything failed once more on a fresh network. */
async function runTwiceAtMost(suite: Suite): Promise<SuiteResult> {
  const first = await run(suite);
  if (!needsAnother(first) || stop.signal.aborted) return first;
  console.log(`-- ${suite.name}: something failed; once more on a fresh network`);
  for (const trouble of first.troubles) console.log(`-- ${trouble}`);
  const { unsteady, ...both } = settled(first, await run(suite));
  for (const { tool, command } of unsteady)
    console.log(`-- unsteady: ${tool} | ${command} failed in one run of two`);
  return both;
}

function compare(suite: Suite, rows: readonly Row[], write: boolean): readonly string[] {
  const text = readFileSync(document, "utf8");
  if (!write) return differences(readTable(text, suite.name), rows);
  writeFileSync(document, writeTable(text, suite.name, suite.title, rows));
  return [];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`usage: npm run test:interop [-- [--write] ${names.join("|")} ...]`);
  process.exit(2);
}
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());

let passed = 0;
let failed = 0;
for (const name of positionals.length === 0 ? names : positionals) {
  if (stop.signal.aborted) break;
  const begun = performance.now();
  const { suite } = (await import(`./${name}/suite.ts`)) as { readonly suite: Suite };
  console.log(`\n== ${suite.title}`);
  const { rows, troubles } = await runTwiceAtMost(suite);
  // A suite that was stopped or could not begin has one reason, not one for every row that it would have had.
  const began = !stop.signal.aborted && (rows.length > 0 || troubles.length === 0);
  const all = began ? [...troubles, ...compare(suite, rows, values.write)] : troubles;
  for (const trouble of all) console.log(`FAIL ${name}: ${trouble}`);
  const broken = rows.filter(isBroken).length;
  passed += rows.length - broken;
  failed += broken + all.length;
  console.log(`-- ${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
}
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
