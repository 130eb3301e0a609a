import { runFile } from "./yuma-cases.ts";

/** `node test/conformance/yuma.ts FILE`: one JSON line a case with its worst difference; exit code 1 when one is too far off. */
const path = process.argv[2];
if (path === undefined) {
  console.error("usage: node test/conformance/yuma.ts FILE");
  process.exitCode = 2;
} else {
  for (const report of runFile(path)) {
    console.log(JSON.stringify(report));
    if (report.worst > report.tolerance) process.exitCode = 1;
  }
}
