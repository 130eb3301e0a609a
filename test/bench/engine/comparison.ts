import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { threadsFor } from "../../../native/engine/llama/model/loaded-model.ts";
import type { TextChallenge } from "../../../native/subnets/text-generation/wire.ts";
import { type Row, repeat, type Spread, spread } from "../measure.ts";
import { type Direct, startDirect } from "./direct.ts";
import type { DirectReply } from "./direct-llama.ts";
import { type LlamaServer, startLlamaServer } from "./llama-server.ts";
import { openSigned, type SignedEndpoint } from "./signed-endpoint.ts";

interface Sides {
  readonly signed: SignedEndpoint;
  readonly direct: Direct;
  readonly server: LlamaServer | undefined;
}

/** What is asked of all sides. */
export interface Load {
  /** Requests at once. */
  readonly streams: number;
  /** Requests one after the other in each stream. */
  readonly rounds: number;
  /** Tokens of context for each stream. */
  readonly context: number;
  /** Tokens of an answer. */
  readonly answer: number;
  /** Characters, and so tokens, of the prompts of answers, and of those of which only the first token is waited for. */
  readonly prompts: { readonly short: number; readonly long: number };
}

/**
 * Our endpoint and our engine's process beside the library alone and, where it is to be had, llama.cpp's own server: same file, threads,
 * context and prompts. One after the other in each run, so that a busy moment meets all.
 */
export async function compare(
  file: ModelFile,
  load: Load,
  runs: number,
  withServer: boolean,
): Promise<Row[]> {
  const { streams, context, answer, prompts } = load;
  const threads = threadsFor(statSync(file.path).size, availableParallelism());
  const signed = await openSigned(file, context, streams);
  const direct = await startDirect(file, context, streams);
  const server = withServer ? await startLlamaServer(file, context, streams, threads) : undefined;
  const sides = { signed, direct, server };
  try {
    // The first pass fills caches and is nobody's measure.
    await ask(sides, file, load, 8, prompts.short);
    const decode = await repeat(runs, () => ask(sides, file, load, answer, prompts.short));
    const first = await repeat(runs, () => ask(sides, file, load, 1, prompts.long));
    return [
      ...rowsOf(`${streams} at once, answers`, "tokens/s", decode, perSecond),
      ...rowsOf(
        `${streams} at once, first token`,
        "ms",
        first,
        ({ millis, tokens }) => (millis * streams) / tokens,
      ),
      ...(streams === 1 ? loadRows(signed, direct) : []),
    ];
  } finally {
    await server?.close();
    await direct.close();
    await signed.close();
  }
}

interface Asked {
  readonly endpoint: DirectReply;
  readonly engine: DirectReply;
  readonly direct: DirectReply;
  readonly server: DirectReply | undefined;
  readonly serverWithProbabilities: DirectReply | undefined;
}

/** The same prompts to all sides, one side after the other. */
async function ask(
  { signed, direct, server }: Sides,
  file: ModelFile,
  { streams, rounds }: Load,
  maxTokens: number,
  characters: number,
): Promise<Asked> {
  const prompts = Array.from({ length: rounds * streams }, () =>
    randomBytes(characters).toString("base64").slice(0, characters),
  );
  const challenges = prompts.map(
    (prompt): TextChallenge => ({
      nonce: randomBytes(16).toString("hex"),
      ...{ prompt, maxTokens, models: [file.sha256] },
    }),
  );
  const alone = await direct.ask({ kind: "answer", prompts, concurrency: streams, maxTokens });
  const endpoint = await signed.ask(challenges, streams);
  const engine = await signed.askEngine(challenges, streams);
  const served = await server?.ask(prompts, streams, maxTokens, false);
  const likely = await server?.ask(prompts, streams, maxTokens, true);
  return { endpoint, engine, direct: alone, server: served, serverWithProbabilities: likely };
}

function rowsOf(
  name: string,
  unit: Row["unit"],
  asked: readonly Asked[],
  figure: (reply: DirectReply) => number,
): Row[] {
  const of = (side: (each: Asked) => DirectReply | undefined): Spread | undefined => {
    const replies = asked.map(side).filter((reply) => reply !== undefined);
    return replies.length === 0 ? undefined : spread(replies.map(figure));
  };
  const direct = of((each) => each.direct);
  const others = [
    ["node-llama-cpp directly", direct],
    ["llama-server", of((each) => each.server)],
    ["llama-server, with them", of((each) => each.serverWithProbabilities)],
  ] as const;
  return (["endpoint", "engine"] as const).flatMap((side) => {
    const measured = of((each) => each[side]);
    if (measured === undefined) return [];
    const what = side === "endpoint" ? "signed endpoint" : "engine process alone";
    const row = { name: `${name}, ${what}`, unit, measured };
    return others.flatMap(([other, figures]) =>
      figures === undefined ? [] : [{ ...row, against: { name: other, measured: figures } }],
    );
  });
}

function loadRows(signed: SignedEndpoint, direct: Direct): Row[] {
  const mebibytes = signed.loaded.bytes / 2 ** 20;
  return [
    {
      name: "loading, with its verification",
      unit: "ms",
      measured: spread([signed.loaded.millis]),
      against: { name: "node-llama-cpp directly", measured: spread([direct.loadMillis]) },
    },
    { name: "weights and context in memory", unit: "MiB", measured: spread([mebibytes]) },
  ];
}

function perSecond({ tokens, millis }: DirectReply): number {
  return (tokens / millis) * 1000;
}
