import { setTimeout as delay } from "node:timers/promises";
import { HearthError } from "../../api/errors.ts";
import type { EnginePort } from "../engine-port.ts";
import type { EmbedRequest } from "../requests.ts";
import type { EngineLife } from "./engine-life.ts";
import type { PauseGate } from "./pause-gate.ts";
import { readStream } from "./read-stream.ts";

/** Texts for vectors that are sent together: between two pieces others have their turn, and no message grows with the request. */
const PIECE = 64;
/** Longest wait for a place in a full queue before it is asked for again. Milliseconds. */
const LONGEST_WAIT = 1000;

/** Requests to models, as the engine's process answers them. */
export type EngineCalls = Pick<
  EnginePort,
  "generate" | "score" | "detokenize" | "tokenize" | "template" | "embed"
>;

/** The calls behind a gate. `lifeWith` gives the running engine once a model that is on its way is there. */
export function createEngineCalls({
  gate,
  lifeWith,
}: {
  readonly gate: Pick<PauseGate, "pass">;
  readonly lifeWith: (model: string, signal: AbortSignal) => Promise<EngineLife>;
}): EngineCalls {
  const call = <R>(
    model: string,
    signal: AbortSignal | undefined,
    send: (client: EngineLife["client"], signal: AbortSignal) => Promise<R>,
  ): Promise<R> =>
    gate.pass(async (inner) => {
      const { client } = await lifeWith(model, inner);
      return send(client, inner);
    }, signal);

  return {
    generate: (request, signal, onToken) =>
      call(request.model, signal, async (client, inner) => {
        if (onToken === undefined) return client.generate(request, { signal: inner });
        return readStream(await client.stream(request, { signal: inner }), onToken);
      }),
    score: (request, signal) =>
      call(request.model, signal, (client, inner) => client.score(request, { signal: inner })),
    detokenize: (model, tokens) =>
      call(model, undefined, (client, signal) => client.detokenize({ model, tokens }, { signal })),
    tokenize: (request) =>
      call(request.model, undefined, (client, signal) => client.tokenize(request, { signal })),
    template: (model, messages) =>
      call(model, undefined, (client, signal) => client.template({ model, messages }, { signal })),
    embed: (request, signal) =>
      call(request.model, signal, (client, inner) => embedInPieces(client, request, inner)),
  };
}

/** Any number of texts. What was taken on is finished: a later piece that meets a full queue waits for a place in it. */
async function embedInPieces(
  client: Pick<EngineLife["client"], "embed">,
  request: EmbedRequest,
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let from = 0; from === 0 || from < request.texts.length; ) {
    const texts = request.texts.slice(from, from + PIECE);
    try {
      const piece = await client.embed({ ...request, texts }, { signal });
      for (const bytes of piece) vectors.push(new Float32Array(bytes.slice().buffer));
    } catch (error) {
      if (from === 0 || !(error instanceof HearthError) || error.code !== "QUEUE_FULL") throw error;
      const wait = Math.min(LONGEST_WAIT, Math.max(50, Number(error.detail.estimatedMillis)));
      await delay(wait, undefined, { signal }).catch(() => {
        throw new HearthError("CANCELLED");
      });
      continue;
    }
    from += PIECE;
  }
  return vectors;
}
