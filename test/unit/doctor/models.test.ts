import { describe, expect, it } from "vitest";
import { createDoctor } from "../../../native/doctor/doctor.ts";
import { engineCheck, judgeEngine } from "../../../native/doctor/models/engine.ts";
import { judgeFiles } from "../../../native/doctor/models/files.ts";
import { judgeFits } from "../../../native/doctor/models/fits.ts";
import { judgeGeneration } from "../../../native/doctor/models/generation.ts";
import { expectSaid } from "./said.ts";

describe("the models", () => {
  it("judges the files, the worst first", () => {
    const ready = { id: "a", file: "a.gguf", state: "ready" } as const;
    const at = (...states: ("damaged" | "missing" | "unverified")[]) =>
      judgeFiles([ready, ...states.map((state) => ({ id: state, file: `${state}.gguf`, state }))]);
    expectSaid("modelFiles", at(), "good");
    expectSaid("modelFiles", at("unverified"), "warning", "unverified");
    expectSaid("modelFiles", at("unverified", "damaged"), "bad", "damaged");
    expect(at("damaged").fix).toEqual({ key: "verify", byNode: true });
    expectSaid("modelFiles", at("missing", "unverified"), "bad", "missing");
    expectSaid("modelFiles", judgeFiles([]), "bad", "none");
  });

  it("judges whether one fits", () => {
    const model = {
      name: "Demo",
      quantisation: "F16",
      neededBytes: 40 * 2 ** 20,
      fits: true,
      recommended: true,
    };
    expectSaid("modelFits", judgeFits([model]), "good");
    expect(judgeFits([model]).evidence.model).toBe("Demo F16");
    expect(judgeFits([{ ...model, name: "demo-f16" }]).evidence.model).toBe("demo-f16");
    expectSaid("modelFits", judgeFits([{ ...model, fits: false }]), "bad", "none");
    expectSaid("modelFits", judgeFits([]), "bad", "none");
  });

  it("judges the engine's process", () => {
    const at = (state: Parameters<typeof judgeEngine>[0]["state"], restarts = 0) =>
      judgeEngine({
        state,
        restarts,
        ...(restarts > 0 ? { lastError: "killed by signal 9" } : {}),
      });
    expectSaid("engine", at("running"), "good");
    expectSaid("engine", at("running", 2), "warning", "restarted");
    const running = { state: "running", restarts: 0 } as const;
    const cuda = judgeEngine({ ...running, without: "cuda" });
    expectSaid("engine", cuda, "warning", "withoutCuda");
    expect(cuda.fix).toEqual({ key: "restart", byNode: true });
    expectSaid("engine", judgeEngine({ ...running, without: "gpu" }), "warning", "withoutGpu");
    expectSaid("engine", at("starting"), "warning", "notYet");
    expectSaid("engine", at("backing-off", 1), "warning", "notYet");
    expectSaid("engine", at("stopped"), "bad", "stopped");
    expectSaid("engine", at("gave-up", 5), "bad", "gaveUp");
    expect(at("gave-up", 5).fix).toEqual({ key: "restart", byNode: true });
  });

  it("judges a first word", () => {
    const answered = { kind: "answered", model: "demo", backend: "cpu", millis: 30 } as const;
    expectSaid("generation", judgeGeneration({ ...answered, tokens: 1 }), "good");
    expectSaid("generation", judgeGeneration({ ...answered, tokens: 0 }), "bad", "empty");
    const failed = { kind: "failed", model: "demo", code: "ENGINE_DOWN", reason: "gone" } as const;
    expectSaid("generation", judgeGeneration(failed), "bad", "failed");
    expectSaid("generation", judgeGeneration({ kind: "no-model" }), "bad", "noModel");
    expectSaid("generation", judgeGeneration({ kind: "paused" }), "skipped", "paused");
  });
});

describe("an engine that gave up", () => {
  const gone = { state: "gave-up", restarts: 5, lastError: "ended by SIGSEGV" } as const;

  it("is started again, and looked at when it is there", async () => {
    let status: Parameters<typeof judgeEngine>[0] = gone;
    const ready = Promise.withResolvers<void>();
    const check = engineCheck({
      status: () => status,
      restart: () => {
        status = { state: "starting", restarts: 0 };
        setImmediate(() => {
          status = { state: "running", restarts: 0 };
          ready.resolve();
        });
      },
      devices: () => ready.promise,
    });
    const doctor = createDoctor({ checks: [check], now: Date.now, monotonic: Date.now });
    expect((await doctor.run()).findings[0]).toMatchObject({ state: "bad", message: "gaveUp" });
    expect(await doctor.fix("engine")).toMatchObject({ state: "good" });
  });

  it("stays a finding where it does not come back", async () => {
    const check = engineCheck({
      status: () => gone,
      restart: () => undefined,
      devices: () => Promise.reject(new Error("it ended again")),
    });
    const doctor = createDoctor({ checks: [check], now: Date.now, monotonic: Date.now });
    expect(await doctor.fix("engine")).toMatchObject({ state: "bad", message: "gaveUp" });
  });

  it("is not waited for longer than the asker waits", async () => {
    const asker = new AbortController();
    const check = engineCheck({
      status: () => gone,
      restart: () => asker.abort(),
      devices: () => new Promise(() => undefined),
    });
    const doctor = createDoctor({ checks: [check], now: Date.now, monotonic: Date.now });
    expect(await doctor.fix("engine", asker.signal)).toMatchObject({ state: "bad" });
  });
});
