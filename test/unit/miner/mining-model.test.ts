import { describe, expect, it } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import type { LoadOptions, ModelFile } from "../../../native/engine/engine-port.ts";
import type { MiningDependencies } from "../../../native/miner/mining-dependencies.ts";
import { openModel, runOf, swapModel } from "../../../native/miner/mining-model.ts";
import { challengeContext } from "../../../native/subnets/challenge-context.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { fakeWorkPause } from "../../fakes/fake-work-pause.ts";

const file = (id: string): ModelFile => ({ id, path: `/models/${id}.gguf`, sha256: id });
const never = new AbortController().signal;
const news = { onModel: () => {}, onMissing: () => {} };
type Advice = NonNullable<MiningDependencies<unknown, unknown>["sequences"]>;

/** A miner's model on a fake engine, with what it asked the engine and the advice for. */
function create(sequences?: Advice, held?: number, room = 64) {
  const engine = createFakeEngine();
  const loads: [string, LoadOptions | undefined][] = [];
  const asked: Parameters<Advice>[] = [];
  const dependencies = {
    engine: {
      ...engine,
      load: async (model: ModelFile, options?: LoadOptions) => {
        loads.push([model.id, options]);
        if (options?.placement === "whole" && (options.sequences ?? 0) > room)
          throw new HearthError("MODEL_TOO_LARGE", { needed: 2, available: 1 });
        const loaded = await engine.load(model, options);
        return { ...loaded, sequences: held ?? options?.sequences ?? loaded.sequences };
      },
    },
    mechanism: textGeneration,
    model: async (id = "small") => file(id),
    timeline: { write: () => {} },
    now: () => 1,
    ...(sequences && {
      sequences: (...wish: Parameters<Advice>) => {
        asked.push(wish);
        return sequences(...wish);
      },
    }),
  };
  return { dependencies, loads, asked };
}

describe("a miner's model is loaded for as many requests at once", () => {
  it("as suits model, computer and subnet, whose longest answer decides", async () => {
    const chosen = { sequences: 8, because: "memory", tokensPerSecond: 400, answerMillis: 2000 };
    const { dependencies, loads, asked } = create(async () => ({ ...chosen, because: "memory" }));
    const opened = await openModel(dependencies, { model: undefined }, news, never);
    expect(loads).toEqual([["small", expect.objectContaining({ sequences: 8 })]]);
    expect(opened.atOnce).toEqual(chosen);
    const { contextTokens, answerTokens, answerMillis } = textGeneration.description;
    expect(asked).toEqual([
      [
        file("small"),
        {
          promptTokens: contextTokens - answerTokens,
          tokens: answerTokens,
          millis: answerMillis,
        },
        1024,
      ],
    ]);
    opened.served.close();
  });

  // defect: a challenge takes 256 tokens, and each answer at once was given room for 4,096
  it("with the context that its subnet's challenges take, and the one that a person asked for where somebody did", async () => {
    const { dependencies, loads, asked } = create(async () => ({ sequences: 8, because: "speed" }));
    const { served } = await openModel(dependencies, { model: "small" }, news, never);
    await swapModel(dependencies, served, { model: "large" }, never);
    for (const [, options] of loads) {
      expect(options).toMatchObject({ enoughContext: 1024, leastContext: 256 });
      expect(options).not.toHaveProperty("contextSize");
    }
    // Nobody gave it a shape that a restart would have to keep.
    expect(runOf(served)).toBeUndefined();
    expect(asked.map(([, , enough]) => enough)).toEqual([1024, 1024]);
    const run = { contextSize: 512, sequences: 5, cacheType: "f16" } as const;
    await swapModel(dependencies, served, { model: "small", run }, never);
    expect(loads.at(-1)?.[1]).toMatchObject({ contextSize: 512, sequences: 5 });
    expect(runOf(served)).toEqual(run);
    served.close();
  });

  it("with whole blocks of cells for longer challenges", () => {
    const of = (contextTokens: number) =>
      challengeContext({ description: { contextTokens } }).enoughContext;
    expect([1, 1024, 1025, 5000].map(of)).toEqual([1024, 1024, 1280, 5120]);
  });

  // An estimate that is too kind would cost layers on the GPU, and every answer its speed.
  it("as really lie whole on the GPU, and never more than four at any price", async () => {
    const chosen = { sequences: 16, because: "most", tokensPerSecond: 900 } as const;
    for (const [room, tried] of [
      [16, [16]],
      [8, [16, 8]],
      [2, [16, 8, 4]],
    ] as const) {
      const { dependencies, loads } = create(async () => chosen, undefined, room);
      const { served, atOnce } = await openModel(dependencies, { model: undefined }, news, never);
      expect(loads.map(([, options]) => options?.sequences)).toEqual(tried);
      const sequences = tried.at(-1);
      expect(atOnce).toEqual(room === 16 ? chosen : { sequences, because: "memory" });
      // Later loads, after a crash or a pause, go by what a miner's always did.
      expect(served.options()).toMatchObject({ sequences, concede: "context" });
      expect(served.options()).not.toHaveProperty("placement");
      const last = loads.at(-1)?.[1];
      if (sequences === 4) expect(last).not.toHaveProperty("placement");
      else
        expect(last).toMatchObject({
          ...{ placement: "whole", concede: "nothing" },
          afterwards: { placement: "fitting", concede: "context" },
        });
      served.close();
    }
  });

  it("as the usual number at once where the engine died with more", async () => {
    const { dependencies, loads } = create(async () => ({ sequences: 16, because: "most" }));
    const { load } = dependencies.engine;
    dependencies.engine.load = async (model, options) => {
      if (options?.placement !== "whole") return load(model, options);
      loads.push([model.id, options]);
      throw new HearthError("ENGINE_DOWN", { reason: "it ended" });
    };
    const { served, atOnce } = await openModel(dependencies, { model: undefined }, news, never);
    expect(loads.map(([, options]) => options?.sequences)).toEqual([16, 4]);
    expect(atOnce).toEqual({ sequences: 4, because: "memory" });
    served.close();
  });

  it("as fit once a pause is over, and not as fit beside what it makes room for", async () => {
    const pause = fakeWorkPause();
    pause.set("by hand");
    const { dependencies, asked } = create(async () => ({ sequences: 8, because: "speed" }));
    const opening = openModel({ ...dependencies, pause }, { model: undefined }, news, never);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([]);
    pause.set(undefined);
    expect((await opening).atOnce.sequences).toBe(8);
    (await opening).served.close();
  });

  it("as a swap's new model bears, and as a person asked where somebody did", async () => {
    const { dependencies, loads, asked } = create(async ({ id }) => ({
      sequences: id === "small" ? 16 : 2,
      because: "speed",
    }));
    const { served } = await openModel(dependencies, { model: "small" }, news, never);
    expect(await swapModel(dependencies, served, { model: "large" }, never)).toEqual({
      ...{ sequences: 2, because: "speed" },
    });
    const run = { contextSize: 512, sequences: 5, cacheType: "f16" } as const;
    expect(await swapModel(dependencies, served, { model: "small", run }, never)).toEqual({
      ...{ sequences: 5, because: "asked" },
    });
    expect(loads.map(([id, options]) => [id, options?.sequences])).toEqual([
      ["small", 16],
      ["large", 2],
      ["small", 5],
    ]);
    // Who asked needs no advice.
    expect(asked).toHaveLength(2);
    served.close();
  });

  it("as four, where nobody knows or the advice fails", async () => {
    const failing: Advice = async () => {
      throw new HearthError("NOT_READY", { what: "manifest.json", reason: "EMFILE" });
    };
    for (const advice of [undefined, failing]) {
      const { dependencies, loads } = create(advice);
      const opened = await openModel(dependencies, { model: undefined }, news, never);
      expect(loads[0]?.[1]?.sequences).toBe(4);
      expect(opened.atOnce).toEqual({ sequences: 4, because: "unknown" });
      opened.served.close();
    }
  });

  it("and says how many it has where it was in memory with more", async () => {
    const { dependencies } = create(async () => ({ sequences: 2, because: "time" }), 16);
    const opened = await openModel(dependencies, { model: undefined }, news, never);
    expect(opened.atOnce).toEqual({ sequences: 16, because: "held" });
    opened.served.close();
  });
});
