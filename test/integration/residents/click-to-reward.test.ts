import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChainClient } from "../../../native/chain/chain-port.ts";
import { connectChain } from "../../../native/chain/client.ts";
import { readNeurons } from "../../../native/chain/reads/neurons.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { createMining, type Mining } from "../../../native/miner/mining-service.ts";
import { loopbackOnly } from "../../../native/miner/reach/whereabouts.ts";
import { createCatalogue } from "../../../native/models/catalogue/catalogue.ts";
import type { RunningProcess } from "../../../native/processes/launcher.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import type { SupervisedStatus } from "../../../native/processes/supervised-status.ts";
import { dialLoopbackOnly } from "../../../native/subnets/membership/dial.ts";
import { hotkeySigner } from "../../../native/subnets/membership/hotkey-signer.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { createValidating, type Validating } from "../../../native/validator/validator-service.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { type FakeWallets, fakeWallets, PASSWORD } from "../../fakes/fake-wallets.ts";

const models = fileURLToPath(new URL("../../../resources/demo-model", import.meta.url));
const practice = new URL("../../../native/practice/", import.meta.url);
/** Four blocks a second: the same walk in a quarter of the time. */
const BLOCK_SECONDS = 0.25;
const TEMPO = 20;

/** Waits for a child's message that says whether it is ready. */
function readiness(child: RunningProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    child.onMessage((message) => resolve(message as Record<string, unknown>));
    child.exited.then(() => reject(new Error(`ended: ${child.stderrTail()}`)));
  });
}

describe("the practice network, from a click to the first reward", () => {
  const launcher = nodeLauncher();
  const children: RunningProcess[] = [];
  const engineListeners = new Set<(status: SupervisedStatus) => void>();
  let folder: string;
  let nodePort = "0";
  let keys: FakeWallets;
  let chain: ChainClient;
  let engine: EngineService;
  let mining: Mining;
  let validating: Validating;

  const startNode = (): RunningProcess =>
    launcher.launch({
      name: "practice-node",
      entry: new URL("main.ts", practice),
      args: [
        ...["--data-dir", join(folder, "chain"), "--port", nodePort],
        ...["--block-time", String(BLOCK_SECONDS), "--tempo", String(TEMPO)],
      ],
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hearth-click-"));
    const node = startNode();
    children.push(node);
    const { endpoint } = await readiness(node);
    nodePort = new URL(String(endpoint)).port;
    const residents = launcher.launch({
      name: "practice-residents",
      entry: new URL("residents/main.ts", practice),
      args: ["--endpoint", String(endpoint), "--data-dir", folder, "--models", models],
    });
    children.push(residents);
    expect(await readiness(residents)).toEqual({ ready: true });

    chain = connectChain({ endpoints: [String(endpoint)] });
    await chain.whenConnected();
    // The coldkey's seconds of unlocking are tested in the wallet's room.
    keys = await fakeWallets();
    const { wallets, signer } = keys;
    const faucet = keypairFromUri("//Hearth//Faucet");
    const dest = { type: "Id", value: keys.coldkey.address };
    await chain.submit(
      {
        pallet: "Balances",
        name: "transfer_keep_alive",
        args: { dest, value: 1_000_000_000_000n },
      },
      hotkeySigner(faucet),
    );

    engine = startEngine({
      launcher,
      onChange: (status) => {
        for (const listener of engineListeners) listener(status);
      },
    });
    const catalogue = createCatalogue({ shippedFolder: models, modelsFolder: folder });
    const base = {
      chain,
      wallets,
      signer,
      engine,
      mechanism: textGeneration,
      timeline: { write: () => undefined },
      netuid: 1,
      now: Date.now,
    };
    mining = createMining({
      ...base,
      onEngine: (listener) => {
        engineListeners.add(listener);
        return () => void engineListeners.delete(listener);
      },
      model: (id) => catalogue.find(id ?? "hearth-demo-f16"),
      hardware: async () => ({
        time: Date.now(),
        devices: (await engine.devices()).map((device, index) => ({
          ...device,
          id: `device-${index}`,
          memory: { totalBytes: 0, usedBytes: 0, hearthBytes: 0 },
          seenBy: ["llama.cpp"],
        })),
        memory: { totalBytes: 1, freeBytes: 1 },
        notes: [],
      }),
      pace: () => ({ blockSeconds: BLOCK_SECONDS, tempo: TEMPO }),
      whereabouts: loopbackOnly(),
    });
    validating = createValidating({
      ...base,
      reference: () => catalogue.find("hearth-demo-f16"),
      allowedModels: async () => (await catalogue.list()).map((model) => model.sha256),
      dial: dialLoopbackOnly,
    });
  });

  afterAll(async () => {
    await mining?.close();
    await validating?.close();
    await engine?.close();
    await chain?.close();
    for (const child of children.reverse()) {
      child.kill("SIGTERM");
      await child.exited;
    }
    await keys?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("earns from a real challenge", async () => {
    await mining.start({ password: PASSWORD });
    const done = () => mining.status().steps.filter((one) => one.state === "done").length;
    await expect.poll(done, { timeout: 120_000, interval: 50 }).toBe(8);
    const status = mining.status();
    expect(status.state).toBe("earning");
    const reward = status.steps.find((one) => one.name === "reward")?.facts;
    expect(BigInt(String(reward?.alpha))).toBeGreaterThan(0n);
  });

  it("ranks the same model equal to the best house miner, above the cheats", async () => {
    const own = mining.status().uid;
    const incentives = async () => {
      const neurons = await readNeurons(chain, 1);
      const mine = neurons.find((one) => one.uid === own)?.incentive ?? 0;
      const [best = 0, , , , cut = 0, faker = 1] = neurons.slice(1, 7).map((one) => one.incentive);
      return mine > best * 0.9 && mine > cut && faker === 0;
    };
    await expect.poll(incentives, { timeout: 120_000, interval: 250 }).toBe(true);
  });

  it("validates by one switch on the same chain until weights are set and dividends come", async () => {
    await validating.start({ password: PASSWORD });
    await expect
      .poll(() => validating.status().weightsSetBlock, { timeout: 120_000, interval: 100 })
      .toBeTypeOf("number");
    const { uid } = validating.status();
    const dividends = async () =>
      (await readNeurons(chain, 1)).find((one) => one.uid === uid)?.dividends ?? 0;
    await expect.poll(dividends, { timeout: 120_000, interval: 250 }).toBeGreaterThan(0);
    // A challenge that a busy machine answered too late weighs less with every round.
    const average = () =>
      validating.status().scores.find((one) => one.uid === mining.status().uid)?.average;
    await expect.poll(average, { timeout: 120_000, interval: 250 }).toBeGreaterThan(0.9);
  });

  it("shows a killed engine and goes on when it is back", async () => {
    const { pid } = engine.status();
    if (pid === undefined) throw new Error("no engine");
    const before = mining.status().challenges.answered;
    process.kill(pid, "SIGKILL");
    const model = () => mining.status().steps.find((one) => one.name === "model");
    await expect
      .poll(() => model()?.error?.code, { timeout: 120_000, interval: 5 })
      .toBe("ENGINE_DOWN");
    expect(mining.status().state).toBe("starting");
    await expect.poll(() => model()?.state, { timeout: 120_000, interval: 50 }).toBe("done");
    const answered = () => mining.status().challenges.answered;
    await expect.poll(answered, { timeout: 120_000, interval: 50 }).toBeGreaterThan(before);
    expect(mining.status().state).toBe("earning");
  }, 300_000);

  it("goes on by itself, miner, validator and residents, when the practice node was killed and restarted", async () => {
    const [node] = children;
    node?.kill("SIGKILL");
    await node?.exited;
    const restarted = startNode();
    children[0] = restarted;
    expect(await readiness(restarted)).toMatchObject({ ready: true });
    const before = mining.status().challenges.answered;
    const rounds = validating.status().rounds;
    const answered = () => mining.status().challenges.answered;
    await expect.poll(answered, { timeout: 120_000, interval: 100 }).toBeGreaterThan(before + 3);
    const own = () => validating.status().rounds;
    await expect.poll(own, { timeout: 120_000, interval: 100 }).toBeGreaterThan(rounds);
    expect(mining.status().state).toBe("earning");
  }, 300_000);

  it("stops mining at once", async () => {
    const { endpoint } = mining.status();
    expect((await mining.stop()).state).toBe("off");
    await expect(fetch(`http://${endpoint}/health`)).rejects.toThrow();
  });
});
