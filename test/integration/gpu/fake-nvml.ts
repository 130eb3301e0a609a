import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a fake library can do; the same words as in fake-nvml.c. */
export type FakeMode =
  | "ANSWERS"
  | "REFUSES"
  | "NONSENSE"
  | "HANGS"
  | "ABORTS"
  | "HANGS_AT_START"
  | "MISMATCHED"
  | "LOSES_A_CARD";

/** True where a C compiler is at hand and its libraries can be loaded as NVML's would be. */
export const canCompile = process.platform === "linux" && compilerAnswers();

/** Builds a library into the folder and returns its path. `once`: it misbehaves until it has left this file behind. */
export function compileFakeNvml(folder: string, mode: FakeMode, once?: string): string {
  const library = join(folder, `libnvidia-ml-${mode.toLowerCase()}.so`);
  const source = fileURLToPath(new URL("./fake-nvml.c", import.meta.url));
  execFileSync("cc", [
    "-shared",
    "-fPIC",
    "-O1",
    `-DMODE=${mode}`,
    ...(once === undefined ? [] : [`-DONCE="${once}"`]),
    "-o",
    library,
    source,
  ]);
  return library;
}

function compilerAnswers(): boolean {
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
