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

/** A source file's path from the repository's root, and its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** The project's own sources: what git tracks and what it would. */
export function projectSources(): readonly Source[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.cts"],
    { encoding: "utf8" },
  );
  return listed
    .split("\n")
    .filter((file) => file !== "" && existsSync(file))
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));
}

/** All imports of the project's own sources. */
export function projectImports(): readonly FoundImport[] {
  return projectSources().flatMap(({ file, text }) => importsOf(file, text));
}
