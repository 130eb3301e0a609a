import { basename, win32 } from "node:path";
import { readText } from "./linux/sysfs.ts";

/** A process by its program's name, and whether it descends from the one that started the sensors. */
export interface KnownProcess {
  readonly name?: string | undefined;
  readonly ours?: boolean | undefined;
}

/** How names are found. */
export interface ProcessNamesOptions {
  /** "/" on a real system. */
  readonly root: string;
  /** The process whose descendants are ours. */
  readonly ancestor: number;
  /** Asked where the kernel's files do not tell, as on Windows. */
  readonly programOf?: (pid: number) => Promise<string | undefined>;
  readonly now: () => number;
}

/** A number that was given to another process is believed for this long at most. */
const REMEMBERED_MILLIS = 30_000;
/** Deeper than this nobody starts processes; a ring in what is read ends here. */
const DEEPEST = 64;

/** Names of processes by number, from /proc where there is one. Forgets after half a minute. */
export function createProcessNames(
  options: ProcessNamesOptions,
): (pid: number) => Promise<KnownProcess> {
  const known = new Map<number, { readonly value: KnownProcess; readonly at: number }>();
  const parentOf = async (pid: number): Promise<Stat | undefined> =>
    readStat(await readText(options.root, "proc", `${pid}`, "stat"));
  const find = async (pid: number): Promise<KnownProcess> => {
    const first = await parentOf(pid);
    if (first === undefined) {
      const program = await options.programOf?.(pid);
      return program ? { name: lastPart(program) } : {};
    }
    const name = await nameOf(options.root, pid, first);
    let [at, depth] = [pid, 0];
    for (let stat: Stat | undefined = first; stat !== undefined && depth < DEEPEST; depth += 1) {
      if (at === options.ancestor) return { name, ours: true };
      at = stat.parent;
      stat = await parentOf(at);
    }
    return { name, ours: false };
  };
  return async (pid) => {
    const now = options.now();
    const before = known.get(pid);
    if (before !== undefined && now - before.at < REMEMBERED_MILLIS) return before.value;
    const value = await find(pid);
    for (const [old, { at }] of known) if (now - at >= REMEMBERED_MILLIS) known.delete(old);
    known.set(pid, { value, at: now });
    return value;
  };
}

/** What it was started as; the kernel's own name is of its first thread ("MainThread") and cut at 15 letters. */
async function nameOf(root: string, pid: number, stat: Stat): Promise<string> {
  const [program = ""] = ((await readText(root, "proc", `${pid}`, "cmdline")) ?? "").split("\0");
  return lastPart(program) || stat.name;
}

function lastPart(path: string): string {
  return basename(win32.basename(path));
}

interface Stat {
  readonly name: string;
  readonly parent: number;
}

/** "7 (a name) S 1 …": the name can hold blanks and brackets itself. */
function readStat(text: string | undefined): Stat | undefined {
  const end = text?.lastIndexOf(")") ?? -1;
  const start = text?.indexOf("(") ?? -1;
  if (text === undefined || start < 0 || end < start) return undefined;
  const parent = Number(text.slice(end + 2).split(" ")[1]);
  return Number.isInteger(parent) ? { name: text.slice(start + 1, end), parent } : undefined;
}
