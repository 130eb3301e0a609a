import { describe, expect, it } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import { type TryOutPorts, tryOut } from "../../../native/doctor/models/try-out.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";

const signal = AbortSignal.timeout(300_000);
const small = { id: "small", path: "/nowhere", sha256: "ab".repeat(32) };

function ports(change: Partial<TryOutPorts> = {}) {
  const engine = createFakeEngine();
  const made: TryOutPorts = {
    engine,
    writes: () => true,
    smallest: async () => small,
    paused: () => false,
    monotonic: () => performance.now(),
    ...change,
  };
  return { engine, made };
}

describe("trying the engine out", () => {
  it("loads a small model under a name of its own, and leaves nothing behind", async () => {
    const { engine, made } = ports();
    expect(await tryOut(made, signal)).toMatchObject({
      kind: "answered",
      model: "doctor-small",
      tokens: 1,
    });
    expect(await engine.loaded()).toEqual([]);
  });

  it("uses the model that is loaded, and leaves it where it is", async () => {
    const { engine, made } = ports();
    await engine.load(small);
    expect(await tryOut(made, signal)).toMatchObject({ kind: "answered", model: "small" });
    expect(await engine.loaded()).toEqual(["small"]);
  });

  // defect: a model for embeddings was asked for words, and the engine called broken
  it("asks the model that writes, where one for embeddings is loaded before it or alone", async () => {
    const { engine, made } = ports({ writes: (id) => id !== "vectors" });
    await engine.load({ ...small, id: "vectors" });
    expect(await tryOut(made, signal)).toMatchObject({ model: "doctor-small" });
    await engine.load({ ...small, id: "chat" });
    expect(await tryOut(made, signal)).toMatchObject({ kind: "answered", model: "chat" });
    expect((await engine.loaded()).toSorted()).toEqual(["chat", "vectors"]);
  });

  it("asks nothing of a paused engine, and nothing without a model", async () => {
    expect(await tryOut(ports({ paused: () => true }).made, signal)).toEqual({ kind: "paused" });
    const none = ports({ smallest: async () => undefined });
    expect(await tryOut(none.made, signal)).toEqual({ kind: "no-model" });
  });

  it("says how the engine failed", async () => {
    const engine = createFakeEngine();
    const broken = {
      ...engine,
      generate: async () => {
        throw new HearthError("ENGINE_DOWN", { reason: "its process ended during the call" });
      },
    };
    expect(await tryOut(ports({ engine: broken }).made, signal)).toEqual({
      kind: "failed",
      model: "doctor-small",
      code: "ENGINE_DOWN",
      reason: "its process ended during the call",
    });
    expect(await engine.loaded()).toEqual([]);
  });
});
