import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { LlamaModel } from "node-llama-cpp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { parseGbnf } from "../../../native/engine/llama/grammar/gbnf-rules.ts";
import { createGbnfStacks } from "../../../native/engine/llama/grammar/gbnf-stacks.ts";
import { tryGrammar } from "../../../native/engine/llama/grammar/grammar-try.ts";
import { checkBeginnings } from "../../../native/engine/llama/grammar/left-calls.ts";
import { grammarAccept, grammarAllows } from "../../../native/engine/llama/passes/addon.ts";
import { readGrammar } from "../../../native/engine/llama/passes/grammar.ts";
import {
  type LlamaRuntime,
  startLlama,
} from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { startEngine } from "../../../native/engine/process/supervised-engine.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { badGrammars } from "../../fakes/bad-grammars.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-grammar-"));
let runtime: LlamaRuntime;
let model: LlamaModel;
let file: ModelFile;

beforeAll(async () => {
  runtime = await startLlama("cpu");
  file = writeTinyModel(folder, { contextLength: 512 });
  model = await runtime.llama.loadModel({ modelPath: file.path });
});
afterAll(async () => {
  await model.dispose();
  await runtime.llama.dispose();
  rmSync(folder, { recursive: true });
});

const LETTERS = 'ab"[-]\\ .é';
const shown = (letter: string): string => (/["[\]\\-]/.test(letter) ? `\\${letter}` : letter);
const letter = fc.constantFrom(...LETTERS).map(shown);
const classOf = fc.tuple(
  fc.constantFrom("", "^"),
  fc.array(fc.oneof(letter, fc.constant("a-c")), { minLength: 1, maxLength: 3 }),
);
const sign = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,3}", "{1,}", "{ 1 , 2 }");
const { alternatives } = fc.letrec<{ alternatives: string; sequence: string; symbol: string }>(
  (tie) => ({
    symbol: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.array(letter, { minLength: 1, maxLength: 3 }).map((all) => `"${all.join("")}"`),
      classOf.map(([hat, all]) => `[${hat}${all.join("")}]`),
      fc.constantFrom(".", "[a-z]", "[^\\n]", "one", "two-2"),
      tie("alternatives").map((inner) => `( ${inner} )`),
    ),
    sequence: fc
      .array(fc.tuple(tie("symbol"), sign), { minLength: 1, maxLength: 3 })
      .map((all) => all.map(([symbol, times]) => `${symbol}${times}`).join(" ")),
    alternatives: fc
      .tuple(fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }), fc.nat(5))
      .map(([all, nothing]) => `${all.join(" | ")}${nothing === 0 ? ' | ""' : ""}`),
  }),
);
const grammars = fc
  .tuple(alternatives, alternatives, alternatives)
  .map(([root, one, two]) => `root ::= ${root}\none ::= ${one} # first\n\ntwo-2 ::= ${two}`);

test("what is read of a grammar allows the same characters as llama.cpp, wherever an answer goes", async () => {
  let walked = 0;
  await fc.assert(
    fc.asyncProperty(grammars, fc.infiniteStream(fc.nat()), async (text, picks) => {
      const rules = readRules(text);
      if (rules === undefined) {
        await expect(runtime.llama.createGrammar({ grammar: text })).rejects.toThrow();
        return;
      }
      try {
        checkBeginnings(rules);
      } catch {
        await expect(runtime.llama.createGrammar({ grammar: text })).rejects.toThrow();
        return;
      }
      const stacks = createGbnfStacks(rules);
      try {
        tryGrammar(rules, stacks);
      } catch {
        // llama.cpp would take too long over it.
        return;
      }
      const grammar = await runtime.llama.createGrammar({ grammar: text });
      const state = new runtime.library.LlamaGrammarEvaluationState({ model, grammar });
      let now = stacks.begin(rules.root);
      for (let length = 0; length < 12; length++) {
        const next = [...'ab"[-]\\ .zc'].map((character) => ({
          token: model.tokenize(character)[0] ?? 0,
          stacks: stacks.after(now, character.charCodeAt(0)),
        }));
        for (const { token, stacks: after } of next) {
          expect(grammarAllows(model, state, token)).toBe(after.size > 0);
        }
        const open = next.filter((one) => one.stacks.size > 0);
        const pick = open[(picks.next().value ?? 0) % Math.max(1, open.length)];
        if (pick === undefined) return;
        grammarAccept(model, state, pick.token);
        now = pick.stacks;
        walked += 1;
      }
    }),
    { numRuns: 400 },
  );
  expect(walked).toBeGreaterThan(100);
});

function readRules(text: string) {
  try {
    return parseGbnf(text);
  } catch {
    return undefined;
  }
}

const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom("string", "number", "integer", "boolean", "null").map((type) => ({ type })),
    fc.constantFrom("date-time", "time", "date").map((format) => ({ type: "string", format })),
    fc.record({
      type: fc.constant("string"),
      minLength: fc.nat(5),
      maxLength: fc.integer({ min: 5, max: 400 }),
    }),
    fc.record({
      enum: fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
        minLength: 1,
        maxLength: 30,
      }),
    }),
    fc.record({ const: fc.string() }),
    fc.constant({ type: ["string", "number", "null"] }),
    fc.record({ oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ type: fc.constant("array"), items: tie("schema") }),
    fc.record({
      type: fc.constant("array"),
      items: tie("schema"),
      minItems: fc.nat(2),
      maxItems: fc.integer({ min: 2, max: 12 }),
    }),
    fc.record({
      type: fc.constant("array"),
      prefixItems: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      type: fc.constant("object"),
      properties: fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie("schema"), {
        maxKeys: 4,
      }),
    }),
    fc.record({ type: fc.constant("object"), additionalProperties: tie("schema") }),
  ),
}));

test("every grammar that the library makes of a JSON schema is taken", async () => {
  await fc.assert(
    fc.asyncProperty(schema, async (made) => {
      await readGrammar(runtime, { schema: made });
    }),
    { numRuns: 150 },
  );
  const tree = {
    type: "object",
    properties: {
      value: { type: "number" },
      children: { type: "array", items: { $ref: "#/$defs/tree" } },
    },
  };
  await readGrammar(runtime, { schema: { $ref: "#/$defs/tree", $defs: { tree } } });
  // defect: 1,000 were too many
  const items = { type: "number" };
  await readGrammar(runtime, { schema: { type: "string", maxLength: 2000 } });
  await readGrammar(runtime, { schema: { type: "array", items, maxItems: 1000 } });
});

// defect: llama.cpp read it before it was looked at, twice as long for each level
test("a schema that would hold up llama.cpp is bad input before it reads it", async () => {
  const next = (at: number) => ({ $ref: `#/$defs/level${at + 1}` });
  const levels = Array.from({ length: 40 }, (_, at) => [
    `level${at}`,
    { oneOf: [next(at), next(at)] },
  ]);
  const $defs = { ...Object.fromEntries(levels), level40: { type: "boolean" } };
  const asked = readGrammar(runtime, { schema: { $ref: "#/$defs/level0", $defs } });
  await expect(asked).rejects.toMatchObject({
    code: "BAD_INPUT",
    detail: { reason: expect.stringMatching(/ways to begin/) },
  });
});

// defect: any of them ended the process for all who were answered by it
test("grammars that would hold up llama.cpp are bad input, in the same process, while others are answered", async () => {
  const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 5 });
  try {
    await engine.load(file, { contextSize: 512, sequences: 2 });
    const { pid } = engine.status();
    const messages = [{ role: "user" as const, content: "Tell me a story." }];
    const wish = { model: "tiny", messages, temperature: 0 };
    const other = engine.generate({ ...wish, maxTokens: 400, requester: "other" });
    for (const [, grammar] of badGrammars) {
      const asked = engine.generate({ ...wish, maxTokens: 8, format: { grammar } });
      await expect(asked).rejects.toMatchObject({ code: "BAD_INPUT" });
    }
    // Ways that only grow with the answer are cut off in the middle of it.
    const grammar = 'root ::= "{" root "1" | "{" root "2" | [z]';
    const growing = engine.generate({ ...wish, maxTokens: 400, format: { grammar } });
    await growing.then(
      ({ text }) => expect(text).toContain("z"),
      (error) => expect(error).toMatchObject({ code: "BAD_INPUT" }),
    );
    expect((await other).tokens.length).toBeGreaterThan(0);
    expect(engine.status()).toMatchObject({ pid, restarts: 0 });
  } finally {
    await engine.close();
  }
});

// defect: with a first blank that such a vocabulary does not show, nothing of an answer was followed
test("an answer is followed by what its tokens are, not by what is shown of them", async () => {
  const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 5 });
  try {
    const pieces = writeTinyModel(folder, { contextLength: 512, name: "pieces", pieces: true });
    await engine.load(pieces, { contextSize: 512, sequences: 1 });
    const { pid } = engine.status();
    const messages = [{ role: "user" as const, content: "Tell me a story." }];
    const grammar = 'root ::= " " x\nx ::= "{l:" x ",v:1}" | "{l:" x ",v:2}"';
    const wish = { model: "pieces", messages, temperature: 0, format: { grammar } };
    const short = await engine.generate({ ...wish, maxTokens: 7 });
    const tokens = await engine.detokenize("pieces", short.tokens);
    expect([short.tokens.length, tokens]).toEqual([7, "{l:{l:"]);
    const long = engine.generate({ ...wish, maxTokens: 300 });
    await expect(long).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(engine.status()).toMatchObject({ pid, restarts: 0 });
  } finally {
    await engine.close();
  }
});
