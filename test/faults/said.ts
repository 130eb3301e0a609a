import type { ChildProcess } from "node:child_process";

/** What a process has written so far. */
export interface Said {
  readonly lines: string;
  readonly errors: string;
}

/** Listens to a process; answers what it said until then. */
export function gather(child: ChildProcess): () => Said {
  let lines = "";
  let errors = "";
  child.stdout?.on("data", (text) => {
    lines += String(text);
  });
  child.stderr?.on("data", (text) => {
    errors += String(text);
  });
  return () => ({ lines, errors });
}
