import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MiningStatus } from "../../../native/api/mining.ts";
import { createMining, type Mining } from "../../../native/miner/mining-service.ts";
import { loopbackOnly } from "../../../native/miner/reach/whereabouts.ts";
import { dialLoopbackOnly } from "../../../native/subnets/membership/dial.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TimelineLine } from "../../../native/timeline/timeline.ts";
import { startValidatorLoop } from "../../../native/validator/loop.ts";
import { peerClient } from "../../../native/validator/peer-client.ts";
import { createValidating } from "../../../native/validator/validator-service.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { type FakeSubnet, fakeSubnet } from "../../fakes/fake-subnet.ts";
import { type FakeWallets, fakeWallets, PASSWORD } from "../../fakes/fake-wallets.ts";
import { fakeWorkPause } from "../../fakes/fake-work-pause.ts";
import { processorReport } from "../../fakes/processor-report.ts";
import { fakeModel, openTextMiner } from "../../fakes/text-miner.ts";

const modelFile = { ...fakeModel, path: "/nowhere" };
const house = keypairFromUri("//House");
const REASON = "the computer is in use";
let subnet: FakeSubnet;
let keys: FakeWallets;
let engine: ReturnType<typeof createFakeEngine>;
let pause: ReturnType<typeof fakeWorkPause>;
let blocks: NodeJS.Timeout;
let lines: TimelineLine[];
/** Where set, the miner's model waits for it. */
let loading: Promise<undefined> | undefined;
let open: { close(): Promise<void> | void }[];

beforeEach(async () => {
  subnet = fakeSubnet();
  keys = await fakeWallets();
  engine = createFakeEngine();
  pause = fakeWorkPause();
  lines = [];
  loading = undefined;
  open = [];
  subnet.add(house.address, "validator");
  subnet.setFree(keys.coldkey.address, 50_000_000_000n);
  blocks = setInterval(() => subnet.block(), 25);
});
afterEach(async () => {
  clearInterval(blocks);
  for (const one of open.reverse()) await one.close();
  await keys.close();
});

const until = (check: () => unknown) => expect.poll(check, { timeout: 30_000, interval: 5 });
const shared = () => ({
  chain: subnet.chain,
  wallets: keys.wallets,
  signer: keys.signer,
  engine,
  pause,
  mechanism: textGeneration,
  timeline: { write: (line: TimelineLine) => void lines.push(line) },
  netuid: 1,
  now: Date.now,
});

/** A pause as the engine's own: what is asked of it meanwhile fails. */
const pauseAll = (reason: string | undefined): void => {
  engine.setDown(reason !== undefined);
  pause.set(reason);
};

function mining(signer = keys.signer): Mining {
  const made = createMining({
    ...shared(),
    signer,
    onEngine: () => () => undefined,
    model: async () => (await loading) ?? modelFile,
    hardware: async () => processorReport,
    pace: () => ({ blockSeconds: 1, tempo: 20 }),
    whereabouts: loopbackOnly(),
  });
  open.push(made);
  return made;
}

async function asker(): Promise<void> {
  const judge = createFakeEngine();
  await judge.load(modelFile);
  open.push(
    startValidatorLoop({
      chain: subnet.chain,
      netuid: 1,
      hotkey: house,
      mechanism: textGeneration,
      bench: async () => ({ engine: judge, model: fakeModel }),
      allowedModels: [fakeModel.sha256],
      dial: dialLoopbackOnly,
      onEvent: () => undefined,
    }),
  );
}

describe("a miner whose engine is paused", () => {
  it("says paused, refuses what comes, and earns again by itself", async () => {
    await asker();
    const miner = mining();
    const states: MiningStatus["state"][] = [];
    const leave = new AbortController();
    const watching = (async () => {
      for await (const { state } of miner.watch(leave.signal))
        if (states.at(-1) !== state) states.push(state);
    })();
    await miner.start({ password: PASSWORD });
    await until(() => miner.status().state).toBe("earning");
    pauseAll(REASON);
    expect(miner.status().state).toBe("paused");
    const { refused } = miner.status().challenges;
    await until(() => miner.status().challenges.refused).toBeGreaterThan(refused + 1);
    pauseAll(undefined);
    const { answered } = miner.status().challenges;
    await until(() => miner.status().challenges.answered).toBeGreaterThan(answered);
    expect(miner.status().state).toBe("earning");
    leave.abort();
    await watching;
    expect(states.slice(states.indexOf("earning"))).toEqual(["earning", "paused", "earning"]);
  });

  it("waits for the end of the pause with its model where it is started meanwhile", async () => {
    pauseAll(REASON);
    const miner = mining();
    await miner.start({ password: PASSWORD });
    const step = () => miner.status().steps.find(({ name }) => name === "model")?.state;
    await until(step).toBe("active");
    expect(miner.status().state).toBe("paused");
    pauseAll(undefined);
    await until(() => miner.status().state).toBe("waiting");
  });

  it("does not hold the coldkey unlocked for as long as a pause lasts, and pays once", async () => {
    let unlocked = 0;
    let times = 0;
    const withColdkey: typeof keys.signer.withColdkey = async (
      keyfile,
      password,
      action,
      signal,
    ) => {
      unlocked += 1;
      times += 1;
      try {
        return await keys.signer.withColdkey(keyfile, password, action, signal);
      } finally {
        unlocked -= 1;
      }
    };
    const miner = mining({ ...keys.signer, withColdkey });
    // A pause that begins while the model is on its way and the key waits for it.
    const { promise, resolve } = Promise.withResolvers<undefined>();
    loading = promise;
    await miner.start({ password: PASSWORD });
    await until(() => unlocked).toBe(1);
    pauseAll(REASON);
    await until(() => unlocked).toBe(0);
    const step = () => miner.status().steps.find(({ name }) => name === "register")?.state;
    expect(step()).toBe("active");
    const stopped = miner.stop();
    resolve(undefined);
    expect((await stopped).state).toBe("off");

    loading = undefined;
    times = 0;
    await miner.start({ password: PASSWORD });
    await until(() => times).toBe(1);
    await until(() => unlocked).toBe(0);
    expect(miner.status().state).toBe("paused");
    pauseAll(undefined);
    await until(() => miner.status().state).toBe("waiting");
    expect(times).toBe(2);
    const paid = subnet.chain.submissions.filter(({ call }) => call.name === "register_limit");
    expect(paid).toHaveLength(1);
  });

  // defect: a pause that was over before the signer's process had ended was the end of the start of mining
  it("goes on after a pause that is shorter than the signer takes to lock again", async () => {
    let times = 0;
    const withColdkey: typeof keys.signer.withColdkey = async (...given) => {
      times += 1;
      try {
        return await keys.signer.withColdkey(...given);
      } finally {
        if (times === 1) {
          pauseAll(undefined);
          loaded.resolve(undefined);
        }
      }
    };
    const loaded = Promise.withResolvers<undefined>();
    loading = loaded.promise;
    const miner = mining({ ...keys.signer, withColdkey });
    await miner.start({ password: PASSWORD });
    await until(() => times).toBe(1);
    pauseAll(REASON);
    await until(() => miner.status().state).toBe("waiting");
    expect(times).toBe(2);
    const paid = subnet.chain.submissions.filter(({ call }) => call.name === "register_limit");
    expect(paid).toHaveLength(1);
  });

  it("says at once that the password is wrong, also in a pause", async () => {
    pauseAll(REASON);
    const miner = mining();
    await miner.start({ password: "not this one 12" });
    await until(() => miner.status().state).toBe("failed");
    expect(miner.status().error?.code).toBe("WRONG_PASSWORD");
  });

  it("stops at once in the middle of a pause", async () => {
    pauseAll(REASON);
    const miner = mining();
    await miner.start({ password: PASSWORD });
    expect((await miner.stop()).state).toBe("off");
    pauseAll(undefined);
    expect(miner.status().state).toBe("off");
  });
});

describe("an endpoint in a pause", () => {
  it("opens what it promised before, and refuses new challenges of those who may ask with 503 PAUSED", async () => {
    let paused = false;
    const made = await openTextMiner({
      uri: "//Miner",
      validators: [house.address],
      change: { paused: () => paused },
    });
    open.push(made.endpoint);
    const client = peerClient(house);
    open.push(client);
    const peer = {
      hotkey: made.keypair.address,
      host: made.endpoint.host,
      port: made.endpoint.port,
    };
    const limits = { timeoutMillis: 30_000, maximumBytes: 100_000 };
    const ask = (path: string, body: unknown, by = client) =>
      by.post(peer, path, body, limits, new AbortController().signal);
    const challenge = (seed: number) =>
      textGeneration.makeChallenge(new Uint8Array(32).fill(seed), [fakeModel.sha256]);
    expect(await ask("/challenge", challenge(1))).toMatchObject({ status: 200 });
    paused = true;
    expect(await ask("/challenge", challenge(2))).toMatchObject({
      status: 503,
      body: { error: "PAUSED" },
    });
    expect(made.events.at(-1)).toMatchObject({ kind: "refused", status: 503, reason: "PAUSED" });
    const stranger = peerClient(keypairFromUri("//Stranger"));
    open.push(stranger);
    expect(await ask("/challenge", challenge(3), stranger)).toMatchObject({ status: 403 });
    const promised = { challenge: textGeneration.challengeId(challenge(1)) };
    expect(await ask("/reveal", promised)).toMatchObject({
      status: 200,
      body: { answer: expect.any(String) },
    });
    paused = false;
    expect(await ask("/challenge", challenge(2))).toMatchObject({ status: 200 });
  });
});

describe("a validator whose engine is paused", () => {
  it("skips rounds with the reason, writes no line for each, and goes on by itself", async () => {
    const callers = () =>
      new Map(subnet.neurons.map((one) => [one.hotkey, { permit: one.permit }] as const));
    const miner = await openTextMiner({ uri: "//Good", validators: [], change: { callers } });
    open.push(miner.endpoint);
    const uid = subnet.add(miner.keypair.address, "miner");
    const neuron = subnet.neurons[uid];
    if (neuron === undefined) throw new Error("no neuron");
    const { port } = miner.endpoint;
    neuron.axon = { ip: 0x7f000002n, port, ip_type: 4, protocol: 4, block: 1n };
    const validating = createValidating({
      ...shared(),
      reference: async () => modelFile,
      allowedModels: async () => [fakeModel.sha256],
      dial: dialLoopbackOnly,
    });
    open.push(validating);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().rounds).toBeGreaterThan(1);

    pauseAll(REASON);
    await until(() => validating.status().error).toEqual({
      code: "PAUSED",
      detail: { reason: REASON },
    });
    const written = lines.length;
    const { rounds } = validating.status();
    const seen = subnet.chain.state().best?.number ?? 0;
    await until(() => subnet.chain.state().best?.number ?? 0).toBeGreaterThan(seen + 20);
    expect(validating.status().rounds).toBe(rounds);
    expect(validating.status().state).toBe("running");
    expect(lines.slice(written).filter(({ level }) => level === "warning")).toEqual([]);

    pauseAll(undefined);
    await until(() => validating.status().rounds).toBeGreaterThan(rounds);
    expect(validating.status().error).toBeUndefined();
  });
});
