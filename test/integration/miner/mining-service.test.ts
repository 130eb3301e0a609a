import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MiningStatus } from "../../../native/api/mining.ts";
import { createMining, type Mining } from "../../../native/miner/mining-service.ts";
import { loopbackOnly } from "../../../native/miner/reach/whereabouts.ts";
import type { SupervisedStatus } from "../../../native/processes/supervised-status.ts";
import { dialLoopbackOnly } from "../../../native/subnets/membership/dial.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TimelineLine } from "../../../native/timeline/timeline.ts";
import { startValidatorLoop, type ValidatorLoop } from "../../../native/validator/loop.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { type FakeSubnet, fakeSubnet } from "../../fakes/fake-subnet.ts";
import { type FakeWallets, fakeWallets, PASSWORD } from "../../fakes/fake-wallets.ts";
import { processorReport } from "../../fakes/processor-report.ts";
import { fakeModel } from "../../fakes/text-miner.ts";

const modelFile = { ...fakeModel, path: "/nowhere" };
const house = keypairFromUri("//House");
const BLOCK_MILLIS = 25;

let subnet: FakeSubnet;
let keys: FakeWallets;
let engine: ReturnType<typeof createFakeEngine>;
let engineNews: (status: SupervisedStatus) => void;
let lines: TimelineLine[];
let blocks: NodeJS.Timeout;
let open: { close(): Promise<void> }[];
let clock: number;

beforeEach(async () => {
  subnet = fakeSubnet();
  keys = await fakeWallets();
  engine = createFakeEngine();
  engineNews = () => undefined;
  lines = [];
  open = [];
  clock = 0;
  subnet.add(house.address, "validator");
  subnet.setFree(keys.coldkey.address, 5_000_000_000n);
  blocks = setInterval(() => subnet.block(), BLOCK_MILLIS);
});

afterEach(async () => {
  clearInterval(blocks);
  for (const one of open.reverse()) await one.close();
  await keys.close();
});

function mining(where: Parameters<typeof loopbackOnly>[0] = {}): Mining {
  const made = createMining({
    chain: subnet.chain,
    wallets: keys.wallets,
    signer: keys.signer,
    engine,
    onEngine: (listener) => {
      engineNews = listener;
      return () => {
        engineNews = () => undefined;
      };
    },
    mechanism: textGeneration,
    model: async () => modelFile,
    hardware: async () => processorReport,
    timeline: { write: (line) => lines.push(line) },
    pace: () => ({ blockSeconds: 1, tempo: 20 }),
    netuid: 1,
    whereabouts: loopbackOnly(where),
    now: () => Date.now() + clock,
  });
  open.push(made);
  return made;
}

async function validator(): Promise<ValidatorLoop> {
  const judge = createFakeEngine();
  await judge.load(modelFile);
  const loop = startValidatorLoop({
    chain: subnet.chain,
    netuid: 1,
    hotkey: house,
    mechanism: textGeneration,
    bench: async () => ({ engine: judge, model: fakeModel }),
    allowedModels: [fakeModel.sha256],
    dial: dialLoopbackOnly,
    onEvent: () => undefined,
  });
  open.push(loop);
  return loop;
}

const stateOf = (status: MiningStatus, name: string) =>
  status.steps.find((one) => one.name === name)?.state;
const until = (check: () => unknown) => expect.poll(check, { timeout: 30_000, interval: 5 });

describe("mining", () => {
  it("walks from one click through eight steps to the first reward, and stops at once", async () => {
    await validator();
    const miner = mining();
    expect(await miner.quote({})).toEqual({
      registered: false,
      netuid: 1,
      burn: "1000000000",
      free: "5000000000",
    });
    const began = await miner.start({ password: PASSWORD });
    expect(began.state).toBe("starting");
    await until(() => miner.status().steps.every((one) => one.state === "done")).toBe(true);
    const status = miner.status();
    expect(status).toMatchObject({ state: "earning", uid: 1, model: "demo", netuid: 1 });
    expect(status.challenges.answered).toBeGreaterThan(0);
    expect(status.steps.find((one) => one.name === "register")?.facts).toMatchObject({
      paid: "1000000000",
    });
    await until(() => miner.status().rank).toMatchObject({ place: 1, of: 1 });
    const calls = subnet.chain.submissions.map(({ call }) => call.name);
    expect(calls.slice(0, 2)).toEqual(["register_limit", "serve_axon"]);
    expect(calls).toContain("set_weights");
    const { endpoint } = status;
    expect((await miner.stop()).state).toBe("off");
    await expect(fetch(`http://${endpoint}/health`)).rejects.toThrow();
    expect(lines.map((line) => line.message)).toEqual(
      expect.arrayContaining([
        "mining.started",
        "mining.registered",
        "mining.firstReward",
        "mining.stopped",
      ]),
    );
  });

  it("says stale, not earning, when the last answer is too old", async () => {
    const loop = await validator();
    const miner = mining();
    await miner.start({ password: PASSWORD });
    await until(() => miner.status().state).toBe("earning");
    await loop.close();
    clock = 90_001;
    expect(miner.status().state).toBe("stale");
  });

  it("takes up its place and its port again without paying or announcing twice", async () => {
    const first = mining();
    await first.start({ password: PASSWORD });
    await until(() => first.status().state).toBe("waiting");
    const { endpoint } = first.status();
    await first.stop();
    const second = mining();
    await second.start({});
    await until(() => second.status().state).toBe("waiting");
    expect(second.status().endpoint).toBe(endpoint);
    expect(subnet.chain.submissions.map(({ call }) => call.name)).toEqual([
      "register_limit",
      "serve_axon",
    ]);
  });

  it("waits out the serving rate limit when its address changed, and says until which block", async () => {
    const first = mining();
    await first.start({ password: PASSWORD });
    await until(() => first.status().state).toBe("waiting");
    await first.stop();
    const second = mining({ announcedIp: "127.0.0.9" });
    await second.start({});
    await until(() => second.status().state).toBe("waiting");
    const announced = subnet.chain.submissions.filter(({ call }) => call.name === "serve_axon");
    expect(announced.map(({ call }) => call.args.ip)).toEqual([0x7f000002n, 0x7f000009n]);
  });

  it("asks for the password before anything runs when a place must be paid for", async () => {
    const miner = mining();
    await expect(miner.start({})).rejects.toMatchObject({ code: "PASSWORD_REQUIRED" });
    expect(miner.status().state).toBe("off");
  });

  it("pays with no other coldkey than the one it shows", async () => {
    const shown = JSON.stringify({ ss58Address: house.address });
    await writeFile(join(keys.wallets.folder, "default", "coldkeypub.txt"), shown);
    const miner = mining();
    await miner.start({ password: PASSWORD });
    await until(() => miner.status().error?.code).toBe("KEYFILE_DAMAGED");
    expect(subnet.chain.submissions).toEqual([]);
  });

  it.each([
    ["a wrong password", { password: "not the password" }, "WRONG_PASSWORD"],
    ["a price above the limit", { password: PASSWORD, maximumBurn: "5" }, "SLIPPAGE_TOO_HIGH"],
  ])(
    "fails in the register step with %s, having paid nothing, and can start again",
    async (_what, input, code) => {
      const miner = mining();
      await miner.start(input);
      await until(() => miner.status().state).toBe("failed");
      expect(miner.status().error?.code).toBe(code);
      expect(stateOf(miner.status(), "register")).toBe("failed");
      expect(subnet.chain.submissions).toEqual([]);
      await miner.start({ password: PASSWORD });
      await until(() => miner.status().state).toBe("waiting");
    },
  );

  it("names what is missing when the balance is too low", async () => {
    subnet.setFree(keys.coldkey.address, 10n);
    const miner = mining();
    await miner.start({ password: PASSWORD });
    await until(() => miner.status().error?.code).toBe("BALANCE_TOO_LOW");
  });

  it("pays for no place when the model cannot be loaded", async () => {
    engine.setDown(true);
    const miner = mining();
    await miner.start({ password: PASSWORD });
    await until(() => miner.status().state).toBe("failed");
    expect(stateOf(miner.status(), "model")).toBe("failed");
    expect(subnet.chain.submissions).toEqual([]);
  });

  it("fails in the endpoint step when the port that was asked for is taken", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => squatter.once("listening", resolve));
    const { port } = squatter.address() as AddressInfo;
    const miner = mining({ port });
    await miner.start({ password: PASSWORD });
    await until(() => miner.status().error).toEqual({ code: "PORT_TAKEN", detail: { port } });
    expect(stateOf(miner.status(), "endpoint")).toBe("failed");
    await new Promise((resolve) => squatter.close(resolve));
  });

  it("shows a dead engine in the model step and earns again when it is back", async () => {
    await validator();
    const miner = mining();
    await miner.start({ password: PASSWORD });
    await until(() => miner.status().state).toBe("earning");
    const gone = { name: "engine", restarts: 0, lastError: "signal 9" };
    engineNews({ ...gone, state: "backing-off" });
    expect(miner.status().state).toBe("starting");
    expect(miner.status().steps[1]).toMatchObject({
      state: "active",
      error: { code: "ENGINE_DOWN", detail: { reason: "signal 9" } },
    });
    engineNews({ ...gone, state: "running" });
    await until(() => miner.status().state).toBe("earning");
    engineNews({ ...gone, state: "gave-up" });
    await until(() => miner.status()).toMatchObject({
      state: "failed",
      error: { code: "ENGINE_FAILED" },
    });
  });

  it("pays for no place on a subnet whose work it does not know", async () => {
    const miner = mining();
    const input = { password: PASSWORD, netuid: 7 };
    await expect(miner.start(input)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(miner.quote({ netuid: 7 })).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(miner.status().state).toBe("off");
  });

  it("runs one miner, and refuses the second click", async () => {
    const miner = mining();
    const [first, second] = await Promise.allSettled([
      miner.start({ password: PASSWORD }),
      miner.start({ password: PASSWORD }),
    ]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ reason: { code: "MINER_RUNNING" } });
  });

  it("can be stopped in the middle of starting and streams every change", async () => {
    const miner = mining();
    const stop = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const status of miner.watch(stop.signal)) seen.push(status.state);
    })();
    await miner.start({ password: PASSWORD });
    await miner.stop();
    await until(() => seen.at(-1)).toBe("off");
    stop.abort();
    await watching;
    expect(seen).toEqual(expect.arrayContaining(["off", "starting", "stopping"]));
  });
});
