import { expect, test } from "vitest";
import type { CatalogueModel } from "../../../../../native/models/catalogue/catalogue-model.ts";
import type { MachineStore } from "../../../../../native/models/fit/learned/machine-store.ts";
import type { HeldBytes } from "../../../../../native/models/fit/streams/room-beside.ts";
import { adviseSequences } from "../../../../../native/models/fit/streams/sequence-advice.ts";
import { qwen3Shape } from "../../../../property/models/shapes.ts";
import { hardwareWith } from "../../hardware.ts";

const sha256 = "ab";
const eight: CatalogueModel = {
  ...{ id: "qwen3-8b", name: "Qwen3 8B", file: "q.gguf", path: "/q.gguf", sizeBytes: 5e9, sha256 },
  ...{ quantisation: "q4_k_m", parameters: 8.19e9, contextLength: 40_960, licence: "apache" },
  ...{ origin: "downloaded", state: "ready" },
  facts: {
    ...{ name: "Qwen3 8B", architecture: "qwen3", licence: "apache", quantisation: "q4_k_m" },
    ...{ parameters: 8.19e9, activeParameters: 8.19e9, contextLength: 40_960, role: "chat" },
    shape: qwen3Shape,
  },
};
const answer = { promptTokens: 128, tokens: 128, millis: 10_000 };
const seen = { device: "", driver: "", backend: "", sha256, time: 0 };

function advise(
  name: string,
  gibibytes: number | undefined,
  more: Partial<Pick<MachineStore, "speeds" | "streams">> & {
    readonly millis?: number;
    readonly held?: readonly HeldBytes[];
    readonly enoughContext?: number;
  } = {},
  model: CatalogueModel = eight,
) {
  const hardware = hardwareWith(
    gibibytes === undefined ? { freeBytes: 32 * 2 ** 30 } : { cardGibibytes: gibibytes },
  );
  const hearthBytes = (more.held ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  const devices = hardware.devices.map((device) => ({
    ...{ ...device, name },
    memory: { ...device.memory, usedBytes: hearthBytes, hearthBytes },
  }));
  return adviseSequences(
    {
      catalogue: { list: async () => [model] },
      hardware: async () => ({ ...hardware, devices }),
      held: () => more.held ?? [],
      store: { loads: () => [], speeds: () => [], streams: () => [], ...more },
    },
    sha256,
    { ...answer, millis: more.millis ?? answer.millis },
    more.enoughContext,
  );
}

test("a card with room takes as many at once as an answer has time for", async () => {
  expect(await advise("NVIDIA GeForce RTX 4090", 24)).toMatchObject({
    ...{ sequences: 16, because: "most" },
  });
  const hurried = await advise("NVIDIA GeForce RTX 4090", 24, { millis: 5000 });
  expect(hurried.because).toBe("time");
  expect(hurried.sequences).toBeLessThan(16);
});

test("a card without room takes as many as certainly fit whole", async () => {
  const chosen = await advise("NVIDIA GeForce RTX 3060", 8, { millis: 60_000 });
  expect(chosen.because).toBe("memory");
  expect(chosen.sequences).toBeLessThan(8);
  expect(await advise("NVIDIA GeForce RTX 3060", 4)).toMatchObject({
    ...{ sequences: 4, because: "partly" },
  });
});

// defect: each answer was given room for 4,096 tokens where its subnet's challenges take 256
test("what an answer never sees takes no room from others, unless it is in memory already", async () => {
  for (const gibibytes of [8, 12]) {
    const card = (more: Parameters<typeof advise>[2]) =>
      advise("NVIDIA GeForce RTX 3060", gibibytes, { millis: 600_000, ...more });
    const usual = await card({});
    const enough = await card({ enoughContext: 1024 });
    expect(enough.sequences).toBeGreaterThan(usual.sequences);
    const held = { sha256, bytes: 6 * 2 ** 30, contextSize: 4096, leaves: true };
    expect(await card({ enoughContext: 1024, held: [held] })).toEqual(usual);
  }
});

// Whatever Hearth holds counts as free elsewhere: a load on top of another's model would push layers off the GPU.
test("a model that stays in memory takes its room, one that goes or is this very file does not", async () => {
  const answered = { millis: 60_000 };
  const alone = await advise("NVIDIA GeForce RTX 4090", 24, answered);
  const bytes = 12 * 2 ** 30;
  const beside = (sha: string, leaves: boolean) =>
    advise("NVIDIA GeForce RTX 4090", 24, {
      ...answered,
      held: [{ sha256: sha, bytes, contextSize: 4096, leaves }],
    });
  expect(await beside(sha256, false)).toEqual(alone);
  expect(await beside("cd", true)).toEqual(alone);
  const less = await beside("cd", false);
  expect(less.because).toBe("memory");
  expect(less.sequences).toBeLessThan(alone.sequences);
});

test("on a card that nobody knows, and on a processor, it is four until several were measured there", async () => {
  for (const [name, room] of [
    ["Card X", 24],
    ["CPU", undefined],
  ] as const) {
    expect(await advise(name, room)).toEqual({ sequences: 4, because: "unknown" });
    const speeds = (): readonly (typeof seen & { kind: "decode"; tokensPerSecond: number })[] => [
      { ...seen, kind: "decode", tokensPerSecond: 50 },
    ];
    expect(await advise(name, room, { speeds })).toEqual({ sequences: 4, because: "unknown" });
    // Four are hardly faster than one: each takes its own time.
    const dear = [{ ...seen, streams: 4, tokensPerSecond: 52 }];
    const alone = await advise(name, room, { speeds, streams: () => dear, millis: 60_000 });
    expect(alone).toMatchObject({ sequences: 1, because: "speed" });
    const cheap = [{ ...seen, streams: 4, tokensPerSecond: 190 }];
    const many = await advise(name, room, { speeds, streams: () => cheap, millis: 60_000 });
    expect(many.sequences).toBe(16);
  }
});

test("a file that is not here, or whose head cannot be read, has the usual number", async () => {
  const other = { ...eight, sha256: "cd" };
  expect(await advise("NVIDIA GeForce RTX 4090", 24, {}, other)).toEqual({
    ...{ sequences: 4, because: "unknown" },
  });
  const { facts: _facts, ...headless } = eight;
  expect(await advise("NVIDIA GeForce RTX 4090", 24, {}, headless)).toEqual({
    ...{ sequences: 4, because: "unknown" },
  });
});
