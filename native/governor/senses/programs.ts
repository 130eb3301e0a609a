import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** Runs a small program of the system and gives what it printed. Rejects where it fails or takes longer than two seconds. */
export type RunProgram = (name: string, parameters: readonly string[]) => Promise<string>;

const TIMEOUT = 2_000;
const LONGEST_OUTPUT = 64 * 1024;
const execute = promisify(execFile);

/** Runs real programs, in the plain locale so that their words can be read. */
export const runProgram: RunProgram = async (name, parameters) => {
  const { stdout } = await execute(name, [...parameters], {
    timeout: TIMEOUT,
    maxBuffer: LONGEST_OUTPUT,
    windowsHide: true,
    env: { ...process.env, LC_ALL: "C" },
  });
  return stdout;
};

/** True where a program of that name is on the PATH. */
export async function isInstalled(name: string): Promise<boolean> {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = folders.map((folder) => access(join(folder, name), constants.X_OK));
  return Promise.any(found).then(
    () => true,
    () => false,
  );
}
