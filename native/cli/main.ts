import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { HearthError, reasonOf } from "../api/errors.ts";
import { chooseDataFolder } from "../host/data-folder.ts";
import { connect, type HearthClient } from "./connect.ts";
import { describeContract } from "./describe.ts";
import { PRACTICE_USAGE, runPractice } from "./practice.ts";
import { report } from "./report.ts";

const USAGE = `hearth: asks a running Hearth node

  hearth list                      every call and stream, with its schemas
  hearth call  <name> ['<json>']   one call; prints its answer as JSON
  hearth watch <name> ['<json>']   a stream; prints one JSON line for each value
                                   (a noun alone, or noun.status, watches that noun)

${PRACTICE_USAGE}

  With - in place of the JSON it is read from standard input: what has a password in it stays out of the list of
  processes and of the shell's history.

  --data-dir DIR   the node's data folder (else HEARTH_HOME, else ~/.hearth)

Answers go to standard output. A failure goes to standard error as JSON with its code, and the exit status is 1;
a wrong command line exits with 2.`;

/** Runs the command line and returns the exit status. */
async function run(argv: readonly string[]): Promise<number> {
  if (argv[0] === "practice") return runPractice(argv.slice(1));
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return usage(reasonOf(error));
  }
  const { values, positionals } = parsed;
  const [command, name, json, ...rest] = positionals;
  if (values.help || command === undefined || command === "help") {
    console.log(USAGE);
    return 0;
  }
  if (command === "list") {
    console.log(JSON.stringify(describeContract(), undefined, 2));
    return 0;
  }
  if ((command !== "call" && command !== "watch") || name === undefined || rest.length > 0)
    return usage();
  try {
    await ask(command, name, json, chooseDataFolder(values["data-dir"]));
    return 0;
  } catch (error) {
    console.error(JSON.stringify(report(error)));
    return 1;
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { "data-dir": { type: "string" }, help: { type: "boolean", short: "h" } },
  });
}

function usage(reason?: string): number {
  console.error(reason ? `${reason}\n\n${USAGE}` : USAGE);
  return 2;
}

async function ask(
  command: "call" | "watch",
  name: string,
  json: string | undefined,
  folder: string,
): Promise<void> {
  const procedure = find(command, name);
  const input = parseInput(json === "-" ? await text(process.stdin) : json);
  const connection = await connect(folder);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    const [noun, verb] = procedure.split(".") as [keyof HearthClient, string];
    const call = (
      connection.client[noun] as Record<
        string,
        (input: unknown, options: object) => Promise<unknown>
      >
    )[verb];
    const answer = await call?.(input, { signal: stop.signal });
    if (command === "call") {
      console.log(JSON.stringify(answer, undefined, 2));
      return;
    }
    for await (const value of answer as AsyncIterable<unknown>) console.log(JSON.stringify(value));
  } catch (error) {
    if (connection.lost()) throw new HearthError("HOST_NOT_RUNNING", { folder }, { cause: error });
    if (!stop.signal.aborted) throw error;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    // An abort goes to the node in the next turns of the loop; closing before would throw there.
    await delay(20);
    connection.close();
  }
}

/** The contract's name for what was asked; `watch mining` and `watch mining.status` mean the stream of that noun. */
function find(command: "call" | "watch", name: string): string {
  const wanted = command === "call" ? "call" : "stream";
  const known = describeContract().filter((procedure) => procedure.kind === wanted);
  const noun = name.split(".")[0];
  const candidates = command === "call" ? [name] : [name, `${noun}.watch`, `${noun}.events`];
  const found = candidates.find((candidate) =>
    known.some((procedure) => procedure.name === candidate),
  );
  if (found === undefined) throw new HearthError("NOT_FOUND", { what: `The ${wanted} ${name}` });
  return found;
}

function parseInput(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message quotes what was given, which may hold a password.
    throw new HearthError("BAD_INPUT", { reason: "What was given is not JSON." });
  }
}

// Whoever reads a stream may stop at any line, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.exitCode = await run(process.argv.slice(2));
