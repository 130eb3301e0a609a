import { os, type RouterClient } from "@orpc/server";
import * as z from "zod";
import { cacheType } from "../../api/models.ts";
import type { Generation } from "../engine-port.ts";
import type { HeldEngine } from "../llama/llama-engine.ts";
import { callPriorities } from "../requests.ts";
import { createPushStream } from "./push-stream.ts";
import { createTokenBatches, type TokenBatch } from "./token-batches.ts";

const chat = z
  .array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
  .min(1)
  .readonly();
const tokens = z.array(z.number().int().nonnegative()).readonly();
const caller = {
  requester: z.string().optional(),
  priority: z.enum(callPriorities).optional(),
};
const modelFile = z.object({
  id: z.string(),
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-fA-F]{64}$/),
});
const loadOptions = z.object({
  contextSize: z
    .number()
    .int()
    .min(8)
    .max(1 << 20)
    .optional(),
  sequences: z.number().int().min(1).max(64).optional(),
  cacheType: cacheType.optional(),
  flashAttention: z.boolean().optional(),
  placement: z.enum(["fitting", "whole"]).optional(),
  enoughContext: z.number().int().min(8).optional(),
  leastContext: z.number().int().nonnegative().optional(),
  usedBy: z.string().optional(),
});
const generateInput = z.object({
  model: z.string(),
  messages: chat,
  maxTokens: z.number().int().min(1),
  temperature: z.number().min(0).max(10),
  seed: z.number().int().min(0).max(0xffffffff).optional(),
  format: z
    .union([
      z.object({ grammar: z.string().min(1) }),
      z.object({ schema: z.record(z.string(), z.unknown()) }),
    ])
    .optional(),
  logprobs: z.boolean().optional(),
  reusePrefix: z.boolean().optional(),
  ...caller,
});
const scored = {
  ...{ model: z.string(), tokens, positions: tokens.optional() },
  topK: z.number().int().min(0).max(64).optional(),
  ...caller,
};
const scoreInput = z.union([
  z.object({ messages: chat, ...scored }),
  z.object({ promptTokens: tokens, ...scored }),
]);

/** One step of a streamed answer: some tokens with the text that each completes, or the whole answer at the end. */
export type GenerateEvent = TokenBatch | { readonly done: Generation };

/** The engine's calls as they travel between the host and the engine process. Input is checked here, on the engine's side. */
export function engineRouter(engine: HeldEngine) {
  return {
    ping: os.handler(() => true),
    load: os
      .input(z.object({ model: modelFile, options: loadOptions }))
      .handler(({ input: { model, options }, signal }) =>
        engine.load(model, withoutUndefined(options), signal),
      ),
    unload: os.input(z.string()).handler(({ input }) => engine.release(input)),
    clear: os.handler(() => engine.clear()),
    loaded: os.handler(() => engine.loaded()),
    generate: os
      .input(generateInput)
      .handler(({ input, signal }) => engine.generate(withoutUndefined(input), signal)),
    stream: os.input(generateInput).handler(async function* ({ input, signal }) {
      const stream = createPushStream<GenerateEvent>();
      const batches = createTokenBatches(stream.push);
      const over = new AbortController();
      const either = AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]);
      engine.generate(withoutUndefined(input), either, batches.add).then(
        (done) => {
          batches.end();
          stream.push({ done });
          stream.end();
        },
        (error: unknown) => {
          batches.end();
          stream.fail(error);
        },
      );
      try {
        yield* stream;
      } finally {
        over.abort();
      }
    }),
    score: os
      .input(scoreInput)
      .handler(({ input, signal }) => engine.score(withoutUndefined(input), signal)),
    detokenize: os
      .input(z.object({ model: z.string(), tokens }))
      .handler(({ input }) => engine.detokenize(input.model, input.tokens)),
    tokenize: os
      .input(z.object({ model: z.string(), text: z.string(), special: z.boolean().optional() }))
      .handler(({ input }) => engine.tokenize(withoutUndefined(input))),
    template: os
      .input(z.object({ model: z.string(), messages: chat }))
      .handler(({ input }) => engine.template(input.model, input.messages)),
    embed: os
      .input(
        z.object({ model: z.string(), texts: z.array(z.string()).max(4096).readonly(), ...caller }),
      )
      .handler(async ({ input, signal }) => {
        const vectors = await engine.embed(withoutUndefined(input), signal);
        return vectors.map((vector) => new Uint8Array(vector.buffer));
      }),
    devices: os.handler(() => engine.devices()),
    figures: os.handler(() => engine.figures()),
    setPace: os.input(z.number().min(0).max(1)).handler(({ input }) => engine.setPace(input)),
  };
}

/** The client type of the engine process. */
export type EngineClient = RouterClient<ReturnType<typeof engineRouter>>;

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
  ) as Defined<T>;
}
