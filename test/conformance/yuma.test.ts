import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runFile } from "./yuma-cases.ts";

const files = ["yuma-runtime-epochs.json", "yuma3-published-scenarios.json"];

describe.each(files)("%s", (name) => {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
  const present = existsSync(path);

  const title = present
    ? "every case is reproduced"
    : `not checked: ${name} is not beside this checkout`;

  it.runIf(present)(title, () => {
    const reports = runFile(path);
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.filter((report) => report.worst > report.tolerance)).toEqual([]);
  });
});
