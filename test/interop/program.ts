import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "../../native/processes/environment.ts";
import { textTail } from "../../native/processes/text-tail.ts";
import { readReportLine } from "./report.ts";
import type { Row, SuiteContext } from "./suite.ts";

/** A program that tries commands of a tool and reports each as one line of JSON (`report.ts`, `hearth_report.py`). */
export interface Program {
  /** Name and version for the rows. */
  readonly tool: string;
  /** What to run, as in the Python of an environment. */
  readonly executable: string;
  readonly args: readonly string[];
  /** Set on top of the cleaned environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the program may take at most this long; default 10 minutes. */
  readonly timeoutMillis?: number;
}

const DEFAULT_TIMEOUT = 10 * 60_000;
/**
 * bittensor 10 asks services of the internet, by curl among others, how this machine looks from outside. Here the
 * answer is an address of documentation (RFC 5737): a Dendrite that meets its own outside address asks loopback.
 */
const ownAddress = "#!/bin/sh\nprintf 203.0.113.7\n";
const shared = fileURLToPath(new URL(".", import.meta.url));

/**
 * Runs a program and gives its rows as they come. One that dies, reports nothing or takes too long adds a failed
 * row with the end of what it said. It and whatever it started are gone when this returns.
 */
export async function* runProgram(program: Program, context: SuiteContext): AsyncGenerator<Row> {
  const { tool } = program;
  const name = `${program.args.find((argument) => !argument.startsWith("-")) ?? "program"}`;
  const child = spawn(program.executable, program.args, {
    cwd: context.scratch,
    env: isolatedEnvironment(context, program.environment),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that servers which it started end with it.
    detached: true,
  });
  const tail = textTail(4000);
  const end = (): void => killGroup(child.pid);
  let timedOut = false;
  const timeout = setTimeout(() => {
    timedOut = true;
    end();
  }, program.timeoutMillis ?? DEFAULT_TIMEOUT);
  context.signal.addEventListener("abort", end);
  if (context.signal.aborted) end();
  const ended = new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      end();
      resolve(code === 0 ? undefined : `ended with ${code ?? signal}`);
    });
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => tail.add(text));
  let rows = 0;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const row = readReportLine(tool, line);
      if (row === undefined) tail.add(`${line}\n`);
      else {
        rows += 1;
        yield row;
      }
    }
    const died = timedOut ? "took too long" : await ended;
    const why = died ?? (rows === 0 ? "reported nothing" : undefined);
    if (why === undefined) return;
    const command = `${name.split("/").at(-1)} (the program)`;
    yield { tool, command, outcome: { failed: `${why}: ${tail.text().trim()}` } };
  } finally {
    clearTimeout(timeout);
    context.signal.removeEventListener("abort", end);
    end();
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

/** Home and every folder that tools write to lie in the scratch folder: nothing of the user's is read or changed. */
export function isolatedEnvironment(
  { scratch, network }: SuiteContext,
  added: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const home = join(scratch, "home");
  const bin = join(scratch, "bin");
  for (const folder of [home, bin]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(bin, "curl"), ownAddress, { mode: 0o755 });
  return childEnvironment(process.env, {
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_CACHE_HOME: join(home, ".cache"),
    XDG_DATA_HOME: join(home, ".local", "share"),
    PYTHONPATH: shared,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
    NO_COLOR: "1",
    COLUMNS: "200",
    // Nothing beyond this machine: a proxy that is not there for whatever would leave it.
    HTTP_PROXY: "http://127.0.0.1:9",
    HTTPS_PROXY: "http://127.0.0.1:9",
    NO_PROXY: "127.0.0.1,localhost,::1",
    HEARTH_INTEROP: JSON.stringify({ ...network, scratch }),
    ...added,
  });
}
