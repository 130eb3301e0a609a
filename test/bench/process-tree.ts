import { readdirSync, readFileSync } from "node:fs";

/** A process and the one that started it. */
export interface Descendant {
  readonly pid: number;
  readonly parent: number;
}

/** Every process below `root`, whoever started it, where the system tells cheaply (Linux); none elsewhere. */
export function descendants(root: number): readonly Descendant[] {
  if (process.platform !== "linux") return [];
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => parentOf(Number(name)) ?? []);
  const below: Descendant[] = [];
  let parents = [root];
  while (parents.length > 0) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    below.push(...children);
    parents = children.map(({ pid }) => pid);
  }
  return below;
}

function parentOf(pid: number): Descendant | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it is in brackets and may hold anything.
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
