import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLlamaEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { createCatalogue } from "../../../native/models/catalogue/catalogue.ts";
import { houseQualities } from "../../../native/practice/residents/qualities.ts";
import { type Residents, startResidents } from "../../../native/practice/residents/residents.ts";
import { genesisAccounts } from "../../../native/practice/runtime/genesis-keys.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { type FakeSubnet, fakeSubnet } from "../../fakes/fake-subnet.ts";

const catalogue = createCatalogue({
  shippedFolder: fileURLToPath(new URL("../../../resources/demo-model", import.meta.url)),
  modelsFolder: join(tmpdir(), "hearth-no-such-models"),
});
const BLOCK_MILLIS = 120;

/** A fake subnet with everybody of genesis on it. */
function inhabited(): FakeSubnet {
  const subnet = fakeSubnet();
  const { miners, validators } = genesisAccounts();
  for (const { hotkey } of miners) subnet.add(hotkey, "miner");
  for (const { hotkey } of validators) subnet.add(hotkey, "validator");
  return subnet;
}

describe("the residents with the real engine and the demo model", () => {
  const subnet = inhabited();
  let engine: ReturnType<typeof createLlamaEngine>;
  let residents: Residents;
  let blocks: NodeJS.Timeout;
  const troubles: string[] = [];

  beforeAll(async () => {
    engine = createLlamaEngine(await startLlama("cpu"));
    blocks = setInterval(() => subnet.block(), BLOCK_MILLIS);
    residents = await startResidents({
      chain: subnet.chain,
      engine,
      catalogue,
      onValidator: (number, event) => {
        if (event.kind === "trouble") troubles.push(`${number}: ${event.error.message}`);
      },
    });
  });
  afterAll(async () => {
    await residents?.close();
    clearInterval(blocks);
    await engine?.close();
  });

  it("pay six miners what their quality deserves, and the cheat nothing", async () => {
    const epochs = () => Math.floor((subnet.chain.state().best?.number ?? 0) / 20);
    // Averages settle over rounds; the third epoch stands on about nine rounds of three validators.
    await expect.poll(epochs, { timeout: 30_000, interval: 100 }).toBeGreaterThanOrEqual(3);
    const incentives = subnet.neurons.slice(0, houseQualities.length).map((one) => one.incentive);
    const [f16 = 0, q8 = 0, q4 = 0, hot = 0, cut = 0, faker = 1] = incentives;
    // Q8_0 differs from f16 by less than a round's latency bonus.
    expect(f16).toBeGreaterThanOrEqual(q8 * 0.97);
    expect(q8).toBeGreaterThan(q4);
    expect(q4).toBeGreaterThan(hot);
    expect(q4).toBeGreaterThan(cut);
    expect(hot + cut).toBeGreaterThan(0);
    expect(faker).toBe(0);
    expect(troubles).toEqual([]);
  });

  it("announce themselves once, on distinct ports of this computer", () => {
    const axons = subnet.neurons.slice(0, 6).map((one) => one.axon);
    expect(new Set(axons.map((axon) => axon?.port)).size).toBe(6);
    expect(axons.every((axon) => axon?.ip === 0x7f000002n)).toBe(true);
    const announcements = subnet.chain.submissions.filter(({ call }) => call.name === "serve_axon");
    expect(announcements).toHaveLength(6);
  });

  it("free their ports when they close", async () => {
    await residents.close();
    for (const port of residents.ports) {
      await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
    }
  });
});

describe("residents and trouble", () => {
  it("announce as soon as the chain is back", async () => {
    const subnet = inhabited();
    const residents = await startResidents({
      chain: subnet.chain,
      engine: createFakeEngine(),
      catalogue,
    });
    subnet.chain.connect(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    subnet.chain.connect(true);
    await expect
      .poll(() => {
        subnet.block();
        return subnet.neurons.filter((one) => one.axon !== undefined).length;
      })
      .toBe(6);
    await residents.close();
  });

  it("refuse to start with a damaged model, and leave no port open", async () => {
    const list = async () =>
      (await catalogue.list()).map((model) => ({ ...model, state: "damaged" as const }));
    const starting = startResidents({
      chain: inhabited().chain,
      engine: createFakeEngine(),
      catalogue: { list },
    });
    await expect(starting).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  });
});
