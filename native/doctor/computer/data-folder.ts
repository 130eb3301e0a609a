import { randomUUID } from "node:crypto";
import { chmod, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  bad,
  byNode,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  warning,
} from "../check.ts";

/** Whether the data folder takes a file, and who else may read it. `mode` is absent where the system knows no such bits. */
export interface FolderFacts {
  readonly folder: string;
  /** The system's code where writing failed. */
  readonly writeError?: string | undefined;
  /** Permission bits, such as 0o700. */
  readonly mode?: number | undefined;
}

/** Whether the node can keep what it must keep, and keeps it to its owner. */
export function judgeDataFolder({ folder, writeError, mode }: FolderFacts): Judgement {
  const evidence = {
    folder,
    ...(mode === undefined ? {} : { mode: mode.toString(8).padStart(4, "0") }),
  };
  if (writeError !== undefined)
    return bad(
      writeError === "ENOSPC" ? "full" : "unwritable",
      { ...evidence, reason: writeError },
      byPerson(writeError === "ENOSPC" ? "freeSpace" : "allowWriting"),
    );
  return mode !== undefined && (mode & 0o077) !== 0
    ? warning("readable", evidence, byNode("restrict"))
    : good(evidence);
}

/** The check of the data folder by a real write, since root may write where the mode forbids it. */
export function dataFolderCheck(folder: string): Check {
  return check({
    id: "dataFolder",
    group: "computer",
    probe: async () => {
      const mode = process.platform === "win32" ? undefined : (await stat(folder)).mode & 0o777;
      const probe = join(folder, `.doctor-${randomUUID()}`);
      const writeError = await writeFile(probe, "hearth", { flag: "wx" }).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code ?? error.message,
      );
      await rm(probe, { force: true }).catch(() => undefined);
      return { folder, writeError, mode };
    },
    judge: judgeDataFolder,
    repairs: { restrict: () => chmod(folder, 0o700) },
  });
}
