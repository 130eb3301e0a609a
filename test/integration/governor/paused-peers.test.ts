import { describe, expect, it } from "vitest";
import { dialLoopbackOnly } from "../../../native/subnets/membership/dial.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { peerClient } from "../../../native/validator/peer-client.ts";
import { createValidating } from "../../../native/validator/validator-service.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { PASSWORD } from "../../fakes/fake-wallets.ts";
import { fakeModel, openTextMiner } from "../../fakes/text-miner.ts";
import { house, modelFile, pausedStage, REASON, until } from "./paused-stage.ts";

const stage = pausedStage();

describe("an endpoint in a pause", () => {
  it("opens what it promised before, and refuses new challenges of those who may ask with 503 PAUSED", async () => {
    let paused = false;
    const made = await openTextMiner({
      uri: "//Miner",
      validators: [house.address],
      change: { paused: () => paused },
    });
    stage.now().open.push(made.endpoint);
    const client = peerClient(house);
    stage.now().open.push(client);
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
    stage.now().open.push(stranger);
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
      new Map(
        stage.now().subnet.neurons.map((one) => [one.hotkey, { permit: one.permit }] as const),
      );
    const miner = await openTextMiner({ uri: "//Good", validators: [], change: { callers } });
    stage.now().open.push(miner.endpoint);
    const uid = stage.now().subnet.add(miner.keypair.address, "miner");
    const neuron = stage.now().subnet.neurons[uid];
    if (neuron === undefined) throw new Error("no neuron");
    const { port } = miner.endpoint;
    neuron.axon = { ip: 0x7f000002n, port, ip_type: 4, protocol: 4, block: 1n };
    const validating = createValidating({
      ...stage.shared(),
      reference: async () => modelFile,
      allowedModels: async () => [fakeModel.sha256],
      dial: dialLoopbackOnly,
    });
    stage.now().open.push(validating);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().rounds).toBeGreaterThan(1);

    stage.pauseAll(REASON);
    await until(() => validating.status().error).toEqual({
      code: "PAUSED",
      detail: { reason: REASON },
    });
    const written = stage.now().lines.length;
    const { rounds } = validating.status();
    const seen = stage.now().subnet.chain.state().best?.number ?? 0;
    await until(() => stage.now().subnet.chain.state().best?.number ?? 0).toBeGreaterThan(
      seen + 20,
    );
    expect(validating.status().rounds).toBe(rounds);
    expect(validating.status().state).toBe("running");
    expect(
      stage
        .now()
        .lines.slice(written)
        .filter(({ level }) => level === "warning"),
    ).toEqual([]);

    stage.pauseAll(undefined);
    await until(() => validating.status().rounds).toBeGreaterThan(rounds);
    expect(validating.status().error).toBeUndefined();
  });
});
