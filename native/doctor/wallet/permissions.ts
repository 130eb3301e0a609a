import { chmod, lstat, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { bad, byNode, type Check, check, good, type Judgement, skipped } from "../check.ts";
import { namesText } from "../text.ts";

/** A file or folder of keys that others may read or write, with its permission bits. */
export interface OpenKey {
  readonly file: string;
  readonly mode: number;
}

/** What was looked at; `undefined` where the system has no such bits. */
export interface PermissionFacts {
  readonly looked: number;
  readonly open: readonly OpenKey[];
}

const OTHERS = 0o077;
/** Public halves may be read by anybody. */
const PUBLIC = /pub\.txt$/;

/** Whether keys are their owner's alone. */
export function judgePermissions(facts: PermissionFacts | undefined): Judgement {
  if (facts === undefined) return skipped("notHere");
  const { looked, open } = facts;
  if (looked === 0) return skipped("none");
  if (open.length === 0) return good({ files: looked });
  const names = open.map(({ file, mode }) => `${file} ${mode.toString(8).padStart(4, "0")}`);
  return bad("open", { files: looked, open: namesText(names) }, byNode("restrict"));
}

/** The check of who may read the keys in the wallets' folder. The fix takes the rights of others away. */
export function permissionsCheck(folder: string): Check {
  return check({
    id: "keyPermissions",
    group: "wallet",
    probe: () => (process.platform === "win32" ? undefined : look(folder)),
    judge: judgePermissions,
    repairs: {
      restrict: async () => {
        for (const { file, mode } of (await look(folder)).open)
          await chmod(join(folder, file), mode & ~OTHERS);
      },
    },
  });
}

async function look(folder: string): Promise<PermissionFacts> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const open: OpenKey[] = [];
  let looked = 0;
  for (const entry of entries) {
    // A link's own bits mean nothing, and what it leads to may be anybody's.
    if (!(entry.isFile() || entry.isDirectory()) || PUBLIC.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const mode = (await lstat(path)).mode & 0o777;
    if (entry.isFile()) looked += 1;
    if ((mode & OTHERS) !== 0) open.push({ file: relative(folder, path), mode });
  }
  return { looked, open };
}
