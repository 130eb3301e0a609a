import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, "node_modules", ".cache", "hearth-interop");
const candidates = ["python3", "python3.13", "python3.12", "python3.11"];
const INSTALL_MILLIS = 10 * 60_000;

/** A virtual environment with exactly what a requirements file names. */
export interface PythonEnvironment {
  /** Folder of its programs, as `python` and `btcli`. */
  readonly bin: string;
  readonly python: string;
}

interface Interpreter {
  readonly executable: string;
  /** As in "3.11.7". */
  readonly version: string;
}

/**
 * Makes the environment of a requirements file, or takes the one made before for the same file and Python. Throws
 * one line of what is missing: a Python of 3.11 to 3.13, its venv module, or a package.
 */
export async function pythonEnvironment(
  requirements: URL,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<PythonEnvironment> {
  const file = fileURLToPath(requirements);
  const { executable, version } = await findPython();
  const hash = createHash("sha256").update(`${version}\n`).update(readFileSync(file));
  const key = hash.digest("hex").slice(0, 16);
  const folder = made(key) ?? (await build(executable, file, key, say, signal));
  const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  return { bin, python: join(bin, "python") };
}

/** The version that a requirements file pins a package to. Throws where it does not. */
export function pinnedVersion(requirements: URL, name: string): string {
  const lines = readFileSync(requirements, "utf8").split("\n");
  const version = lines.find((line) => line.startsWith(`${name}==`))?.slice(name.length + 2);
  if (version === undefined) throw new Error(`${fileURLToPath(requirements)} does not pin ${name}`);
  return version.trim();
}

async function findPython(): Promise<Interpreter> {
  const named = process.env.HEARTH_PYTHON;
  const seen: string[] = [];
  for (const executable of named === undefined ? candidates : [named]) {
    const version = await versionOf(executable);
    if (version === undefined) continue;
    const [, minor] = version.split(".").map(Number);
    if (version.startsWith("3.") && minor !== undefined && minor >= 11 && minor <= 13) {
      return { executable, version };
    }
    seen.push(version);
  }
  const found = seen.length === 0 ? "there is none" : `there is ${seen.join(", ")}`;
  throw new Error(
    `Python 3.11 to 3.13 is needed for the stock tools (python3 or HEARTH_PYTHON); ${found}`,
  );
}

async function versionOf(executable: string): Promise<string | undefined> {
  try {
    const program = "import platform; print(platform.python_version())";
    const { stdout } = await run(executable, ["-c", program], { timeout: 30_000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

/** The finished environment of a key: a file of that name says where it is. */
function made(key: string): string | undefined {
  const pointer = join(cache, key);
  if (!existsSync(pointer)) return undefined;
  const folder = join(cache, readFileSync(pointer, "utf8"));
  return existsSync(folder) ? folder : undefined;
}

/**
 * Builds in a folder of this process alone, since programs of an environment carry its path and cannot be moved; the
 * pointer is written last. An interrupted build is never taken for a whole one, and two at once do not meet.
 */
async function build(
  executable: string,
  requirements: string,
  key: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  mkdirSync(cache, { recursive: true });
  removeLeftovers(key);
  say(`installing ${requirements.slice(root.length)}`);
  const name = `${key}-${process.pid}`;
  const folder = join(cache, name);
  const options = { signal, timeout: INSTALL_MILLIS, maxBuffer: 2 ** 24 };
  try {
    await run(executable, ["-m", "venv", folder], options).catch((error: unknown) => {
      throw new Error(`python3 has no working venv (Debian: python3-venv): ${oneLine(error)}`);
    });
    const python = join(folder, process.platform === "win32" ? "Scripts" : "bin", "python");
    const install = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--no-input",
    ];
    await run(python, [...install, "--requirement", requirements], options).catch(
      (error: unknown) => {
        throw new Error(`the packages could not be installed: ${oneLine(error)}`);
      },
    );
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const pointer = join(cache, key);
  writeFileSync(`${pointer}.${process.pid}`, name);
  renameSync(`${pointer}.${process.pid}`, pointer);
  return folder;
}

/** Removes what builds left that were interrupted: folders of processes that are no more. */
function removeLeftovers(key: string): void {
  const kept = made(key);
  for (const name of readdirSync(cache)) {
    const [, pid] = /^[0-9a-f]{16}-(\d+)$/.exec(name) ?? [];
    if (!name.startsWith(key) || pid === undefined || join(cache, name) === kept) continue;
    if (!isAlive(Number(pid))) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}

function oneLine(error: unknown): string {
  const said = (error as { stderr?: string }).stderr?.trim();
  return said?.split("\n").at(-1) || (error instanceof Error ? error.message : String(error));
}
