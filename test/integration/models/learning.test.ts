import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { EngineEvent } from "../../../native/engine/process/engine-event.ts";
import { startEngine } from "../../../native/engine/process/supervised-engine.ts";
import { measuredEngine } from "../../../native/host/engine/measured-engine.ts";
import { learnFromModels } from "../../../native/host/engine/model-learning.ts";
import { createCatalogue } from "../../../native/models/catalogue/catalogue.ts";
import { toModelFile } from "../../../native/models/catalogue/catalogue-model.ts";
import { openMachineStore } from "../../../native/models/fit/learned/machine-store.ts";
import { fitModel, loadPlace } from "../../../native/models/fit/model-fit.ts";
import { adviseSequences } from "../../../native/models/fit/streams/sequence-advice.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { createChannel } from "../../../native/timeline/channel.ts";
import { hardwareWith } from "../../unit/models/hardware.ts";

test("loads and answers of the real engine are kept, and the next estimate stands on them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-learning-"));
  const events = createChannel<EngineEvent>();
  const launched = startEngine({
    launcher: nodeLauncher(),
    onChange: () => {},
    onEvent: (event) => events.publish(event),
  });
  const store = openMachineStore(folder);
  try {
    const catalogue = createCatalogue({
      shippedFolder: fileURLToPath(new URL("../../../resources/demo-model", import.meta.url)),
      modelsFolder: join(folder, "models"),
    });
    const hardware = hardwareWith({});
    const learning = learnFromModels({
      ...{ catalogue, store, now: () => 7 },
      engine: () => launched,
      hardware: { report: async () => hardware },
    });
    events.listen(learning.onEvent);
    const engine = measuredEngine(launched, learning.onAnswer);

    const runs = [
      ["f16", 128, 1],
      ["f16", 256, 4],
      ["q8_0", 128, 2],
      ["q8_0", 256, 1],
      ["q4_0", 256, 4],
    ] as const;
    for (const [quality, contextSize, sequences] of runs) {
      const id = `hearth-demo-${quality}`;
      const file = toModelFile(await catalogue.find(id));
      const loaded = await engine.load(file, { contextSize, sequences });
      if (quality === "q4_0") {
        const messages = [{ role: "user" as const, content: "Write a story about a bird." }];
        const request = { model: loaded.id, messages, maxTokens: 120, temperature: 0 };
        await engine.generate(request, undefined, () => {});
      }
      await engine.unload(loaded.id);
      await learning.settled();
    }
    const loads = store.loads();
    expect(loads.map(({ model }) => model)).toEqual(
      runs.map(([quality]) => `hearth-demo-${quality}`).reverse(),
    );
    for (const { predicted, actualBytes } of loads) {
      expect(actualBytes).toBeGreaterThanOrEqual(predicted.low);
      expect(actualBytes).toBeLessThanOrEqual(predicted.high);
    }

    const model = await catalogue.find("hearth-demo-q4_0");
    const machine = { hardware, loads, speeds: store.speeds };
    const seen = { contextSize: 256, sequences: 4, cacheType: "f16" } as const;
    const again = fitModel(model.facts!, model.sha256, seen, machine);
    expect(again).toMatchObject({ basis: "measured", loads: 5 });
    const unseen = fitModel(model.facts!, model.sha256, { ...seen, contextSize: 64 }, machine);
    expect(unseen.basis).toBe("learned");
    const formula = fitModel(model.facts!, model.sha256, seen, { ...machine, loads: [] });
    const width = ({ total }: typeof formula): number => total.high - total.low;
    expect(width(again)).toBeLessThan(width(formula));
    expect(store.speeds(model.sha256, loadPlace(hardware))).toMatchObject([
      { kind: "decode", time: 7 },
    ]);
    expect(again.speed).toMatchObject({ basis: "measured" });

    // What a receipt measured of several answers decides how many a miner's model is loaded for.
    const answer = { promptTokens: 128, tokens: 128, millis: 600_000 };
    const advice = { catalogue, hardware: async () => hardware, held: () => [] };
    expect(await adviseSequences({ ...advice, store }, model.sha256, answer)).toEqual({
      ...{ sequences: 4, because: "unknown" },
    });
    for (const [tokensPerSecond, sequences] of [
      [390, 16],
      [101, 1],
    ] as const) {
      learning.onMeasured({
        ...{ sha256: model.sha256, decode: 100, prefill: 1000 },
        streams: { streams: 4, tokensPerSecond },
      });
      await learning.settled();
      // The answer that was written above may have been far quicker than what is claimed here.
      const speeds = () => store.speeds(model.sha256, loadPlace(hardware)).slice(0, 2);
      const told = { ...store, speeds };
      expect(await adviseSequences({ ...advice, store: told }, model.sha256, answer)).toMatchObject(
        { sequences },
      );
    }
  } finally {
    await launched.close();
    store.close();
    rmSync(folder, { recursive: true });
  }
}, 120_000);
