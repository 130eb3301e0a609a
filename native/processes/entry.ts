import { extname } from "node:path";

/**
 * The address of a module to start as a process, beside the module at `base` (its import.meta.url). Sources run as .ts, the
 * built desktop app as .js; the ending follows the caller's own.
 */
export function processEntry(path: string, base: string): URL {
  return new URL(path.replace(/\.ts$/, extname(new URL(base).pathname)), base);
}
