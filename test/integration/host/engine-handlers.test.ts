import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EngineStatus, engineStatus } from "../../../native/api/engine.ts";
import { HearthError } from "../../../native/api/errors.ts";
import { createModelUsers } from "../../../native/engine/model-users.ts";
import type { EngineEvent } from "../../../native/engine/process/engine-event.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { namedEngine } from "../../../native/host/engine/named-engine.ts";
import { engineHandlers } from "../../../native/host/handlers/engine-handlers.ts";
import { createCatalogue } from "../../../native/models/catalogue/catalogue.ts";
import { toModelFile } from "../../../native/models/catalogue/catalogue-model.ts";
import { smallerFile } from "../../../native/models/catalogue/smaller-file.ts";
import { createChannel } from "../../../native/timeline/channel.ts";
import { deadlyLauncher } from "../../fakes/deadly-launcher.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-engine-handlers-"));
const catalogue = createCatalogue({
  shippedFolder: fileURLToPath(new URL("../../../resources/demo-model", import.meta.url)),
  modelsFolder: join(folder, "models"),
});
const users = createModelUsers();
const swaps: unknown[] = [];
let deadly = (_load: string): boolean => false;
let engine: EngineService;
let room: ReturnType<typeof engineHandlers>;

beforeAll(() => {
  const events = createChannel<EngineEvent>();
  engine = startEngine({
    launcher: deadlyLauncher({ deadly: (_choice, load) => deadly(load) }),
    onChange: () => {},
    onEvent: events.publish,
    smaller: async (file) => smallerFile(await catalogue.list(), file),
    digestFolder: join(folder, "digests"),
    firstDelay: 5,
  });
  room = engineHandlers({
    ...{ engine, catalogue, users, now: Date.now, onEvent: events.listen },
    mining: {
      swapping: () => undefined,
      swap: async (wish) => {
        swaps.push(wish);
        throw new HearthError("NOT_READY", {
          what: "The miner",
          reason: "It serves no model yet.",
        });
      },
    },
  });
});
afterAll(async () => {
  room.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});
const status = async (): Promise<EngineStatus> =>
  engineStatus.parse(await room.handlers.status({}, undefined));

test("a loaded model is told with its shape and what it does, and unloading with what came back", async () => {
  const run = { contextSize: 256, sequences: 2, cacheType: "q8_0" } as const;
  await room.handlers.load({ id: "hearth-demo-f16", run }, undefined);
  const [model] = (await status()).models;
  expect(model).toMatchObject({
    ...{ id: "hearth-demo-f16#q8_0/fa", run, flashAttention: true, backend: "cpu" },
    ...{ active: 0, waiting: 0, tokensPerSecond: 0, concessions: [] },
  });
  const request = {
    model: "hearth-demo-f16#q8_0/fa",
    messages: [{ role: "user" as const, content: "Tell me a story about a fox." }],
    maxTokens: 64,
    temperature: 0,
  };
  await engine.generate(request);
  const [busy] = (await status()).models;
  expect(busy?.tokensPerSecond).toBeGreaterThan(0);
  // Tokens that nobody streams are counted all the same, and those that wait are told apart from those in work.
  engine.setPace(0);
  const calls = Array.from({ length: 5 }, () => engine.generate(request));
  await expect
    .poll(async () => (await status()).models[0], { timeout: 60_000 })
    .toMatchObject({ active: 2, waiting: 3 });
  engine.setPace(1);
  await Promise.all(calls);
  await room.handlers.unload({ id: "hearth-demo-f16#q8_0/fa" }, undefined);
  const after = await status();
  expect(after.models).toEqual([]);
  expect(after.unloaded).toMatchObject({ id: "hearth-demo-f16#q8_0/fa" });
});

test("what somebody works with is not unloaded, and the refusal names who", async () => {
  await room.handlers.load({ id: "hearth-demo-q4_0" }, undefined);
  const end = users.use("hearth-demo-q4_0", "mining");
  await expect(room.handlers.unload({ id: "hearth-demo-q4_0" }, undefined)).rejects.toMatchObject({
    code: "MODEL_IN_USE",
    detail: { user: "Mining" },
  });
  expect(engine.wanted().map(({ id }) => id)).toEqual(["hearth-demo-q4_0"]);
  expect((await status()).models[0]?.users).toEqual(["mining"]);
  end();
  await room.handlers.unload({ id: "hearth-demo-q4_0" }, undefined);
  expect(engine.wanted()).toEqual([]);
});

// defect: a larger shape reloaded the model under a miner that happened to be idle
test("what somebody works with keeps its shape, and is loaded in a larger one when nobody does", async () => {
  const run = { contextSize: 128, sequences: 1, cacheType: "f16" } as const;
  const large = { ...run, contextSize: 256, sequences: 2 };
  await room.handlers.load({ id: "hearth-demo-q4_0", run }, undefined);
  const end = users.use("hearth-demo-q4_0", "validator");
  await expect(
    room.handlers.load({ id: "hearth-demo-q4_0", run: large }, undefined),
  ).rejects.toMatchObject({ code: "MODEL_IN_USE", detail: { user: "Validating" } });
  await room.handlers.load({ id: "hearth-demo-q4_0", run }, undefined);
  // In another form it is another model.
  await room.handlers.load(
    { id: "hearth-demo-q4_0", run: { ...large, cacheType: "q8_0" } },
    undefined,
  );
  end();
  await room.handlers.load({ id: "hearth-demo-q4_0", run: large }, undefined);
  expect((await status()).models.find(({ id }) => id === "hearth-demo-q4_0")?.run).toEqual(large);
  for (const { id } of (await status()).models) await room.handlers.unload({ id }, undefined);
});

test("who loads a model of their own is its user until they unload it, or it does not load", async () => {
  const named = namedEngine(engine, users, "benchmark");
  const [file] = (await catalogue.list()).filter(({ id }) => id === "hearth-demo-q4_0");
  if (file === undefined) throw new Error("the demo model is not there");
  const own = { ...toModelFile(file), id: "receipt-demo" };
  await named.load(own);
  expect((await status()).models.map(({ id, users: of }) => [id, of])).toEqual([
    ["receipt-demo", ["benchmark"]],
  ]);
  await expect(room.handlers.unload({ id: "receipt-demo" }, undefined)).rejects.toMatchObject({
    code: "MODEL_IN_USE",
    detail: { user: "The measurement" },
  });
  await named.unload("receipt-demo");
  expect(users.of("receipt-demo")).toEqual([]);
  await expect(named.load({ ...own, path: join(folder, "none.gguf") })).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
  });
  expect(users.of("receipt-demo")).toEqual([]);
});

test("a load that dies ends with a smaller file of the same model, and the status says all that was given up", async () => {
  deadly = (load) => load.includes("f16.gguf");
  await room.handlers.load({ id: "hearth-demo-f16" }, undefined);
  const [model] = (await status()).models;
  expect(model?.id).toBe("hearth-demo-q8_0");
  expect(model?.concessions.map(({ step }) => step)).toEqual([
    ...["backend", "backend", "quantisation"],
  ]);
  expect(model?.concessions.at(-1)).toMatchObject({
    ...{ from: "hearth-demo-f16", to: "hearth-demo-q8_0" },
  });
  deadly = () => false;
  await room.handlers.unload({ id: "hearth-demo-q8_0" }, undefined);
}, 180_000);

test("those who watch are told at once and at each change, until they leave or it closes", async () => {
  const leaving = new AbortController();
  const seen: EngineStatus[] = [];
  const watching = (async () => {
    for await (const one of await room.handlers.watch({}, leaving.signal)) seen.push(one);
  })();
  await expect.poll(() => seen.length, { timeout: 60_000 }).toBe(1);
  expect(seen[0]?.models).toEqual([]);
  await room.handlers.load({ id: "hearth-demo-q4_0" }, undefined);
  await expect
    .poll(() => seen.at(-1)?.models.map(({ id }) => id), { timeout: 60_000 })
    .toEqual(["hearth-demo-q4_0"]);
  leaving.abort();
  await watching;
});

test("what is not known, not there or not mined is told by its code", async () => {
  await expect(room.handlers.load({ id: "none" }, undefined)).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
  });
  await expect(room.handlers.swap({ to: "hearth-demo-f16" }, undefined)).rejects.toMatchObject({
    code: "NOT_READY",
  });
  expect(swaps).toEqual([{ model: "hearth-demo-f16", run: undefined }]);
});
