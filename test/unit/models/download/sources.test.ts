import { describe, expect, it } from "vitest";
import { FetchProblem } from "../../../../native/models/download/requests/problem.ts";
import {
  createSources,
  type Sources,
  type SourceWait,
} from "../../../../native/models/download/run/sources.ts";

const never = new AbortController().signal;

function setUp(addresses: readonly string[], underway = true) {
  let now = 0;
  const waits: (SourceWait | undefined)[] = [];
  const sources: Sources = createSources({
    ...{ file: "model.gguf", addresses },
    now: () => now,
    random: () => 0,
    underway: () => underway,
    onWait: (wait) => waits.push(wait),
  });
  return {
    sources,
    waits,
    pass: (millis: number) => {
      now += millis;
    },
    at: () => now,
  };
}

const problem = (kind: FetchProblem["kind"], wait?: number): FetchProblem =>
  new FetchProblem(kind, `it was ${kind}`, wait);

describe("the sources of a file", () => {
  it("are asked in their order, and one that refuses never again", async () => {
    const { sources } = setUp(["https://a.example/f", "https://b.example/f"]);
    const first = await sources.ready(never);
    expect(first.address).toBe("https://a.example/f");
    sources.failed(first, problem("refused"), 0);
    expect((await sources.ready(never)).address).toBe("https://b.example/f");
  });

  it("rest after a failure while another one serves, and come back", async () => {
    const { sources, pass, at } = setUp(["https://a.example/f", "https://b.example/f"]);
    const first = await sources.ready(never);
    sources.failed(first, problem("stall"), at());
    expect((await sources.ready(never)).address).toBe("https://b.example/f");
    pass(2_000);
    expect(await sources.ready(never)).toBe(first);
  });

  it("are given up after three failures in a row where there are others, and not alone", async () => {
    for (const others of [["https://b.example/f"], []]) {
      const { sources, pass, at } = setUp(["https://a.example/f", ...others]);
      const [first] = sources.all;
      if (first === undefined) throw new Error("no source");
      for (let time = 0; time < 3; time += 1) {
        pass(100_000);
        sources.failed(first, problem("server"), at());
      }
      pass(100_000);
      const next = await sources.ready(never);
      expect(next.address).toBe(others[0] ?? "https://a.example/f");
    }
  });

  it("count connections that broke together as one failure, and forget failures when bytes come", async () => {
    const { sources, pass, at, waits } = setUp(["https://a.example/f"]);
    const source = await sources.ready(never);
    const began = at();
    pass(10);
    for (let lane = 0; lane < 16; lane += 1) sources.failed(source, problem("network"), began);
    pass(600);
    expect(await sources.ready(never)).toBe(source);
    sources.worked(source);
    sources.failed(source, problem("cut"), at());
    // The first cut of a connection that worked is mended without a wait.
    expect(await sources.ready(never)).toBe(source);
    expect(waits.every((wait) => wait === undefined)).toBe(true);
  });

  it("that ask to wait are waited for, and their connections halved", async () => {
    const { sources, waits } = setUp(["https://a.example/f"]);
    const source = await sources.ready(never);
    sources.failed(source, problem("busy", 60_000), 0);
    expect(sources.crowding()).toBe(1);
    const stop = AbortSignal.timeout(20);
    await expect(sources.ready(stop)).rejects.toThrow();
    expect(waits.at(-1)).toEqual({
      ...{ reason: "rate-limit", until: 60_000 },
      failure: { code: "busy", host: "a.example", reason: "it was busy", at: 0, times: 1 },
    });
  });

  it("when none is left say why, each for itself and without secrets", async () => {
    const { sources } = setUp(["https://u:secret@a.example/f?key=secret", "https://b.example/f"]);
    for (const source of sources.all) sources.failed(source, problem("refused"), 0);
    const failure = await sources.ready(never).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "DOWNLOAD_FAILED" });
    expect(JSON.stringify(failure)).not.toContain("secret");
    expect(failure).toMatchObject({
      detail: {
        reason: "https://a.example/f: it was refused; https://b.example/f: it was refused",
      },
    });
  });

  it("when one of them has another version by now say that", async () => {
    const { sources } = setUp(["https://a.example/f", "https://b.example/f"]);
    sources.all.forEach((source, index) => {
      sources.failed(source, problem(index === 0 ? "changed" : "refused"), 0);
    });
    await expect(sources.ready(never)).rejects.toMatchObject({ code: "DOWNLOAD_CHANGED" });
  });
});
