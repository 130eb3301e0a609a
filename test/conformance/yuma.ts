import { type CaseReport, runFile } from "./yuma-cases.ts";

/**
 * `node test/conformance/yuma.ts FILE`: one JSON line a case with its worst difference. Exit code 1 when a case is too
 * far off, 2 when there is no file or it is not of a known form.
 */
const path = process.argv[2];
if (path === undefined) {
  console.error("usage: node test/conformance/yuma.ts FILE");
  process.exitCode = 2;
} else {
  for (const report of read(path)) {
    console.log(JSON.stringify(report));
    if (report.worst > report.tolerance) process.exitCode = 1;
  }
}

function read(file: string): CaseReport[] {
  try {
    return runFile(file);
  } catch (error) {
    console.error(`cannot use ${file}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
    return [];
  }
}
