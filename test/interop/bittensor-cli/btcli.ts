import { spawn } from "node:child_process";
import { isolatedEnvironment } from "../program.ts";
import type { SuiteContext } from "../suite.ts";

/** What one run of the tool said. */
export interface Answer {
  readonly code: number;
  /** Standard output and error together, as a person sees them. */
  readonly text: string;
  /** The JSON value in standard output. Throws with the text where there is none. */
  json<T>(): T;
}

/** Options of a command by their long names; `true` for a flag without a value, a list for one that is repeated. */
export type Flags = Readonly<Record<string, string | number | true | readonly (string | number)[]>>;

/** One run: words typed at prompts, and environment variables on top. */
export interface RunOptions {
  readonly typed?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command of `btcli`, as in "stake add", with its options. */
export type Btcli = (command: string, flags: Flags, options?: RunOptions) => Promise<Answer>;

const LIMIT_MILLIS = 150_000;
/** So wide that no line of JSON is broken. */
const COLUMNS = "1000000";

/** `btcli` of an environment, in the suite's isolated home. Every process that it starts has ended when it answers. */
export function btcliOf(executable: string, context: SuiteContext): Btcli {
  return (command, flags, { typed = "", environment = {} } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(executable, [...command.split(" "), ...argumentsOf(flags)], {
        cwd: context.scratch,
        env: isolatedEnvironment(context, { COLUMNS, ...environment }),
        stdio: ["pipe", "pipe", "pipe"],
        signal: context.signal,
        killSignal: "SIGKILL",
        timeout: LIMIT_MILLIS,
      });
      let output = "";
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        output += part;
        text += part;
      });
      child.stderr.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      // One that has ended before it read everything is no failure of the pipe.
      child.stdin.on("error", () => undefined).end(typed);
      child.once("error", reject);
      child.once("close", (code, signal) => {
        if (code === null)
          reject(new Error(`btcli ${command} ended with ${signal}: ${tail(text)}`));
        else resolve({ code, text, json: () => jsonIn(output, text) });
      });
    });
}

function argumentsOf(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    // An argument without a name, as in "swap-coldkey announce".
    if (name === "") return [String(value)];
    const option = `--${name}`;
    if (value === true) return [option];
    if (typeof value === "object") return value.flatMap((one) => [option, String(one)]);
    return [option, String(value)];
  });
}

/** The first JSON value that reaches to the end of the output; a prompt may stand before it on the same line. */
function jsonIn<T>(output: string, text: string): T {
  for (const { index } of output.matchAll(/[[{]/g)) {
    try {
      return JSON.parse(output.slice(index)) as T;
    } catch {
      // Words for the person came first.
    }
  }
  throw new Error(`no JSON: ${tail(text)}`);
}

function tail(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(-500);
}
