import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * When a key was last pressed in any terminal of this Linux, in milliseconds since 1970: the kernel marks a terminal as read when its
 * input is (to about eight seconds). Undefined where there is no terminal.
 */
export async function lastTerminalUse(folder = "/dev"): Promise<number | undefined> {
  const consoles = (await names(folder)).filter((name) => /^tty[1-9]\d?$/.test(name));
  const windows = (await names(join(folder, "pts"))).filter((name) => /^\d+$/.test(name));
  const files = [...consoles, ...windows.map((name) => join("pts", name))];
  const times = await Promise.all(
    files.map((name) =>
      stat(join(folder, name)).then(
        ({ atimeMs }) => atimeMs,
        () => 0,
      ),
    ),
  );
  const newest = Math.max(0, ...times);
  return newest > 0 ? newest : undefined;
}

async function names(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
