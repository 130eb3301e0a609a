import * as fc from "fast-check";
import { expect, test } from "vitest";
import { modelFit } from "../../../native/api/models.ts";
import { parseGgufHeader } from "../../../native/engine/gguf/gguf-header.ts";
import { fitModel } from "../../../native/models/fit/model-fit.ts";
import { bestRun } from "../../../native/models/fit/run-choice.ts";
import { type ModelFacts, modelFacts } from "../../../native/models/head/model-facts.ts";
import { ggufHead, type MetadataValue } from "../../fakes/gguf/gguf-bytes.ts";
import { smallShapes } from "../../fakes/gguf/model-shapes.ts";
import { shapedHead } from "../../fakes/gguf/shaped-gguf.ts";
import { hardwareWith } from "../../unit/models/hardware.ts";

const machines = [hardwareWith({}), hardwareWith({ cardGibibytes: 8 })].map((hardware) => ({
  ...{ hardware, loads: [], speeds: () => [] },
  memoryBandwidth: { low: 1e10, high: 4e10 },
}));

/** Whatever passes as a model must give a fit that the contract can carry. */
function carried(facts: ModelFacts): void {
  for (const machine of machines) {
    const fit = bestRun(facts.contextLength, (run) => fitModel(facts, undefined, run, machine));
    expect(modelFit.safeParse(fit).error).toBeUndefined();
    const largest = { contextSize: 2 ** 20, sequences: 64, cacheType: "f16" } as const;
    expect(modelFit.safeParse(fitModel(facts, undefined, largest, machine)).success).toBe(true);
  }
  expect(Number.isSafeInteger(facts.parameters)).toBe(true);
}

const heads = Object.values(smallShapes).map(shapedHead);

test("a head with any byte changed is refused in words or gives a fit like any other", () => {
  fc.assert(
    fc.property(
      fc.nat(heads.length - 1),
      fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (which, changes) => {
        const { head, dataBytes } = heads[which]!;
        const bytes = Buffer.from(head);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        let facts: ModelFacts;
        try {
          facts = modelFacts({ ...parseGgufHeader(bytes), fileSize: head.length + dataBytes });
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        carried(facts);
      },
    ),
    { numRuns: 150 },
  );
});

const keys = [
  ...["context_length", "embedding_length", "block_count", "feed_forward_length"],
  ...["attention.head_count", "attention.head_count_kv", "attention.key_length"],
  ...["attention.value_length", "attention.sliding_window", "expert_count", "expert_used_count"],
  ...["expert_feed_forward_length", "ssm.conv_kernel", "ssm.inner_size", "ssm.state_size"],
  ...["attention.shared_kv_layers", "nextn_predict_layers", "attention.key_length_mla"],
];
const number = fc.oneof(
  fc.constantFrom(0, 1, 2, 2 ** 31 - 1, -1),
  fc.integer({ min: 0, max: 100_000 }),
);

test("a head with any figures at all is refused in words or gives a fit like any other", () => {
  fc.assert(
    fc.property(
      fc.array(number, { minLength: keys.length, maxLength: keys.length }),
      fc.constantFrom("llama", "gemma3", "newcomer"),
      (figures, architecture) => {
        const metadata: Record<string, MetadataValue> = { "general.architecture": architecture };
        for (const [index, key] of keys.entries()) {
          // Most are as they should be, or nothing would ever pass.
          const strange = figures[index]! % 3 === 0;
          const layers = key === "block_count" ? 2 : 64;
          metadata[`${architecture}.${key}`] = { uint32: strange ? figures[index]! : layers };
        }
        const names = ["blk.0.attn_k.weight", "blk.1.ssm_in.weight", "blk.1.ffn_up_exps.weight"];
        const { head, dataBytes } = ggufHead(
          metadata,
          names.map((name) => ({ name, shape: [64, 64], type: "f16" })),
        );
        const header = { ...parseGgufHeader(head), fileSize: head.length + dataBytes };
        let facts: ModelFacts;
        try {
          facts = modelFacts(header);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        carried(facts);
      },
    ),
    { numRuns: 150 },
  );
});
