import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChatMessage, LoadedModel } from "../../../native/engine/engine-port.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { createCatalogue } from "../../../native/models/catalogue/catalogue.ts";
import { toModelFile, usualFit } from "../../../native/models/catalogue/catalogue-model.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { hardwareWith } from "../../unit/models/hardware.ts";

const qualities = ["f16", "q8_0", "q4_0"] as const;
const catalogue = createCatalogue({
  shippedFolder: fileURLToPath(new URL("../../../resources/demo-model", import.meta.url)),
  modelsFolder: join(tmpdir(), "hearth-no-models"),
});
const loads = new Map<string, LoadedModel>();
let engine: EngineService;

beforeAll(async () => {
  engine = startEngine({ launcher: nodeLauncher(), onChange: () => {} });
  for (const quality of qualities) {
    const id = `hearth-demo-${quality}`;
    loads.set(id, await engine.load(toModelFile(await catalogue.find(id))));
  }
});
afterAll(() => engine.close());

test("all three shipped models are ready, and the finest that fits is recommended", async () => {
  const models = await catalogue.list();
  expect(models.map(({ id, state }) => [id, state])).toEqual(
    qualities.map((quality) => [`hearth-demo-${quality}`, "ready"]),
  );
  const hardware = hardwareWith({});
  expect((await catalogue.recommended(hardware))?.id).toBe("hearth-demo-f16");
  expect(await catalogue.recommended(hardwareWith({ freeBytes: 1e6 }))).toBeUndefined();
});

test("what the engine takes lies within what the estimate says", async () => {
  for (const model of await catalogue.list()) {
    const fit = usualFit(model, hardwareWith({}));
    const bytes = loads.get(model.id)?.bytes ?? 0;
    expect(bytes).toBeGreaterThan((fit?.parts.weights.low ?? 0) + (fit?.parts.keyValue.low ?? 0));
    expect(bytes).toBeLessThan(fit?.total.high ?? 0);
  }
});

test("the f16 model finds its own answers its own and a coarser model's not", async () => {
  const gap = { f16: 0, q4_0: 0 };
  for (const content of ["Tell me a story.", "What is the capital of France?", "Count to five."]) {
    const messages: readonly ChatMessage[] = [{ role: "user", content }];
    for (const quality of ["f16", "q4_0"] as const) {
      const request = { messages, maxTokens: 120, temperature: 0 };
      const answer = await engine.generate({ ...request, model: `hearth-demo-${quality}` });
      expect(answer.text.length).toBeGreaterThan(10);
      const { tokens } = answer;
      const scored = await engine.score({ model: "hearth-demo-f16", messages, tokens });
      gap[quality] += scored.reduce((sum, token) => sum + token.gap, 0) / scored.length;
    }
  }
  expect(gap.f16).toBeLessThan(1e-3);
  expect(gap.q4_0).toBeGreaterThan(10 * gap.f16);
});
