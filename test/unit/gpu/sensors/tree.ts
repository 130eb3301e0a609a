import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** Files by path below a fresh root; a value "-> target" is a symbolic link. Gone after the test. */
export function tree(files: Readonly<Record<string, string | Buffer | number>>): string {
  const root = mkdtempSync(join(tmpdir(), "hearth-tree-"));
  roots.push(root);
  for (const [path, content] of Object.entries(files)) write(root, path, content);
  return root;
}

/** Writes one more file below a root. */
export function write(root: string, path: string, content: string | Buffer | number): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  if (typeof content === "string" && content.startsWith("-> ")) symlinkSync(content.slice(3), file);
  else writeFileSync(file, typeof content === "number" ? `${content}\n` : content);
}

/** Every path with a folder before it. */
export function below<T>(folder: string, files: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(files).map(([path, value]) => [join(folder, path), value]),
  );
}
