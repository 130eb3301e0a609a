import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { threadsFor } from "../../../native/engine/llama/model/loaded-model.ts";
import type { TextChallenge } from "../../../native/subnets/text-generation/wire.ts";
import { type Row, repeat, type Section, type Spread, spread } from "../measure.ts";
import { type Direct, startDirect } from "./direct.ts";
import type { DirectReply } from "./direct-llama.ts";
import { type LlamaServer, llamaServerVersion, startLlamaServer } from "./llama-server.ts";
import { MEDIUM, randomModel } from "./random-model.ts";
import { CACHE, smallModels } from "./scoring.ts";
import { openSigned, type SignedEndpoint } from "./signed-endpoint.ts";

const STREAMS = [1, 4, 16];
const CONTEXT = 1024;
const SHORT_PROMPT = 32;
const LONG_PROMPT = 480;
const ANSWER = 128;

interface Sides {
  readonly signed: SignedEndpoint;
  readonly direct: Direct;
  readonly server: LlamaServer | undefined;
}

/** The whole engine beside the library alone and beside llama.cpp's own server: same file, threads, context and prompts. */
export const engine: Section = {
  name: "engine",
  about: `a llama of 187 million random weights in Q4_0; prompts of ${SHORT_PROMPT} characters and answers of ${ANSWER} tokens, except for first tokens (${LONG_PROMPT} characters, one token); ours serves each token's log-probability, the others only where it says so`,
  run: async ({ runs, say }) => {
    const file = randomModel(CACHE, MEDIUM);
    const version = llamaServerVersion();
    say(version === undefined ? "no llama-server on the PATH" : `llama-server ${version}`);
    const rows: Row[] = [];
    for (const streams of STREAMS) {
      say(`${streams} at once`);
      rows.push(...(await compare(file, streams, runs, version !== undefined)));
    }
    rows.push(...(await smallModels(runs, say)));
    return rows;
  },
};

async function compare(
  file: ModelFile,
  streams: number,
  runs: number,
  withServer: boolean,
): Promise<Row[]> {
  const threads = threadsFor(statSync(file.path).size, availableParallelism());
  const signed = await openSigned(file, CONTEXT, streams);
  const direct = await startDirect(file, CONTEXT, streams);
  const server = withServer ? await startLlamaServer(file, CONTEXT, streams, threads) : undefined;
  const sides = { signed, direct, server };
  try {
    // The first pass fills caches and is nobody's measure.
    await ask(sides, file, streams, 8, SHORT_PROMPT);
    const decode = await repeat(runs, () => ask(sides, file, streams, ANSWER, SHORT_PROMPT));
    const first = await repeat(runs, () => ask(sides, file, streams, 1, LONG_PROMPT));
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

/** The same prompts to all sides, one side after the other. Two rounds for each stream. */
async function ask(
  { signed, direct, server }: Sides,
  file: ModelFile,
  streams: number,
  maxTokens: number,
  characters: number,
): Promise<Asked> {
  const prompts = Array.from({ length: 2 * streams }, () =>
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
