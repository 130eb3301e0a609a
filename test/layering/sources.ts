import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { Import } from "./rule.ts";

/** An import with whether it vanishes when types are stripped. */
export interface FoundImport extends Import {
  readonly typeOnly: boolean;
}

const statement =
  /^\s*(import|export)(\s+type)?\b[^;'"]*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** All imports of one source text. */
export function importsOf(file: string, source: string): readonly FoundImport[] {
  return [...source.matchAll(statement)].map((match) => {
    const target = match[3] ?? match[4] ?? match[5] ?? "";
    const to = target.startsWith(".") ? normalize(join(dirname(file), target)) : target;
    return { from: file, to, typeOnly: match[2] !== undefined };
  });
}

/** All imports of the project's own sources: what git tracks and what it would. */
export function projectImports(): readonly FoundImport[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.cts"],
    { encoding: "utf8" },
  );
  return listed
    .split("\n")
    .filter((file) => file !== "" && existsSync(file))
    .flatMap((file) => importsOf(file, readFileSync(file, "utf8")));
}
