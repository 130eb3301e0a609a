import { resolve } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { HearthError, reasonOf } from "../api/errors.ts";
import { askPractice } from "./practice-rpc.ts";
import { servePractice } from "./practice-serve.ts";
import { report } from "./report.ts";
import { writeWhole } from "./write-whole.ts";

/** What `hearth` says of its practice commands. */
export const PRACTICE_USAGE = `  hearth practice serve            a local chain for building subnets, until Ctrl-C
      --port N                     where it listens on 127.0.0.1 (9944)
      --data-dir DIR               where it is kept (the data folder's served-chain)
      --ephemeral, --dev           kept nowhere: a temporary folder that is removed at the end
      --block-time SECONDS         between blocks (1)
      --tempo N                    blocks between epochs of subnet 1 (20); for a new chain
      --from FILE                  begin with an exported state, a raw chain spec or pairs of keys and values
      --residents                  with the house's miners and validators at work
  hearth practice advance N        N blocks without waiting for their time; or --epoch NETUID, up to its next epoch
  hearth practice export FILE      the state of a running chain as a file that --from takes; --block HASH for an older one
      --endpoint URL               of a running chain, for both (ws://127.0.0.1:9944)`;

const options = {
  port: { type: "string", default: "9944" },
  "data-dir": { type: "string" },
  ephemeral: { type: "boolean", default: false },
  dev: { type: "boolean", default: false },
  "block-time": { type: "string", default: "1" },
  tempo: { type: "string", default: "20" },
  from: { type: "string" },
  residents: { type: "boolean", default: false },
  epoch: { type: "string" },
  block: { type: "string" },
  endpoint: { type: "string", default: "ws://127.0.0.1:9944" },
  help: { type: "boolean", short: "h" },
} as const;

const parse = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], allowPositionals: true, options });
type Values = ReturnType<typeof parse>["values"];

/** Runs `hearth practice …` and returns the exit status: 0, 1 for a failure told as JSON, 2 for a wrong command line. */
export async function runPractice(argv: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return usage(reasonOf(error));
  }
  const { values, positionals } = parsed;
  const [command, argument, ...rest] = positionals;
  if (values.help) {
    console.log(PRACTICE_USAGE);
    return 0;
  }
  if (rest.length > 0) return usage();
  try {
    switch (command) {
      case "serve":
        return argument === undefined ? await serve(values) : usage();
      case "advance":
        return await advance(argument, values);
      case "export":
        return argument === undefined ? usage() : await exportState(argument, values);
      default:
        return usage();
    }
  } catch (error) {
    console.error(JSON.stringify(report(error)));
    return 1;
  }
}

function usage(reason?: string): number {
  console.error(reason ? `${reason}\n\n${PRACTICE_USAGE}` : PRACTICE_USAGE);
  return 2;
}

async function serve(values: Values): Promise<number> {
  const ephemeral = values.ephemeral || values.dev;
  if (ephemeral && values["data-dir"] !== undefined)
    return usage("--ephemeral keeps nothing, so --data-dir has no meaning with it");
  await servePractice({
    port: values.port,
    folder: values["data-dir"],
    ephemeral,
    blockTime: values["block-time"],
    tempo: values.tempo,
    from: values.from === undefined ? undefined : resolve(values.from),
    residents: values.residents,
  });
  return 0;
}

async function advance(blocks: string | undefined, values: Values): Promise<number> {
  if ((blocks === undefined) === (values.epoch === undefined)) return usage();
  const [method, text = ""] =
    values.epoch === undefined
      ? ["practice_advance", blocks]
      : ["practice_advanceToEpoch", values.epoch];
  if (!/^\d+$/.test(text)) return usage(`${text} is no whole number`);
  console.log(
    JSON.stringify(await askPractice(values.endpoint, method, [Number(text)]), undefined, 2),
  );
  return 0;
}

const part = z.object({
  hash: z.string(),
  total: z.number(),
  offset: z.number(),
  bytes: z.base64(),
});

async function exportState(file: string, values: Values): Promise<number> {
  const parts: Buffer[] = [];
  let told: unknown;
  let at: string | null = values.block ?? null;
  for (let offset = 0, total = 1; offset < total; offset = byteLength(parts)) {
    const answer = await askPractice(values.endpoint, "practice_exportState", [at, offset]);
    const { bytes, ...rest } = part.parse(answer);
    parts.push(Buffer.from(bytes, "base64"));
    if (parts.at(-1)?.length === 0)
      throw new HearthError("INTERNAL", { reason: "The chain answered no more of its state." });
    total = rest.total;
    at = rest.hash;
    told = { ...Object(answer), bytes: undefined, offset: undefined };
  }
  const path = resolve(file);
  writeWhole(path, Buffer.concat(parts));
  console.log(JSON.stringify({ file: path, ...Object(told) }, undefined, 2));
  return 0;
}

function byteLength(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
