import { beforeEach, describe, expect, it } from "vitest";
import type { MiningStatus } from "../../../native/api/mining.ts";
import { createMining, type Mining } from "../../../native/miner/mining-service.ts";
import { loopbackOnly } from "../../../native/miner/reach/whereabouts.ts";
import { dialLoopbackOnly } from "../../../native/subnets/membership/dial.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { startValidatorLoop } from "../../../native/validator/loop.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { type FakeWallets, PASSWORD } from "../../fakes/fake-wallets.ts";
import { processorReport } from "../../fakes/processor-report.ts";
import { fakeModel } from "../../fakes/text-miner.ts";
import { house, modelFile, pausedStage, REASON, until } from "./paused-stage.ts";

const stage = pausedStage();
/** Where set, the miner's model waits for it. */
let loading: Promise<undefined> | undefined;
beforeEach(() => {
  loading = undefined;
});

function mining(signer = stage.now().keys.signer): Mining {
  const made = createMining({
    ...stage.shared(),
    signer,
    onEngine: () => () => undefined,
    model: async () => (await loading) ?? modelFile,
    hardware: async () => processorReport,
    pace: () => ({ blockSeconds: 1, tempo: 20 }),
    whereabouts: loopbackOnly(),
  });
  stage.now().open.push(made);
  return made;
}

async function asker(): Promise<void> {
  const judge = createFakeEngine();
  await judge.load(modelFile);
  stage.now().open.push(
    startValidatorLoop({
      chain: stage.now().subnet.chain,
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

/** How many places were paid for. */
const paid = (): number =>
  stage.now().subnet.chain.submissions.filter(({ call }) => call.name === "register_limit").length;

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
    stage.pauseAll(REASON);
    expect(miner.status().state).toBe("paused");
    const { refused } = miner.status().challenges;
    await until(() => miner.status().challenges.refused).toBeGreaterThan(refused + 1);
    stage.pauseAll(undefined);
    const { answered } = miner.status().challenges;
    await until(() => miner.status().challenges.answered).toBeGreaterThan(answered);
    expect(miner.status().state).toBe("earning");
    leave.abort();
    await watching;
    expect(states.slice(states.indexOf("earning"))).toEqual(["earning", "paused", "earning"]);
  });

  it("waits for the end of the pause with its model where it is started meanwhile", async () => {
    stage.pauseAll(REASON);
    const miner = mining();
    await miner.start({ password: PASSWORD });
    const step = () => miner.status().steps.find(({ name }) => name === "model")?.state;
    await until(step).toBe("active");
    expect(miner.status().state).toBe("paused");
    stage.pauseAll(undefined);
    await until(() => miner.status().state).toBe("waiting");
  });

  it("does not hold the coldkey unlocked for as long as a pause lasts, and pays once", async () => {
    let unlocked = 0;
    let times = 0;
    const withColdkey: FakeWallets["signer"]["withColdkey"] = async (
      keyfile,
      password,
      action,
      signal,
    ) => {
      unlocked += 1;
      times += 1;
      try {
        return await stage.now().keys.signer.withColdkey(keyfile, password, action, signal);
      } finally {
        unlocked -= 1;
      }
    };
    const miner = mining({ ...stage.now().keys.signer, withColdkey });
    // A pause that begins while the model is on its way and the key waits for it.
    const { promise, resolve } = Promise.withResolvers<undefined>();
    loading = promise;
    await miner.start({ password: PASSWORD });
    await until(() => unlocked).toBe(1);
    stage.pauseAll(REASON);
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
    stage.pauseAll(undefined);
    await until(() => miner.status().state).toBe("waiting");
    expect(times).toBe(2);
    expect(paid()).toBe(1);
  });

  // defect: a pause that was over before the signer's process had ended was the end of the start of mining
  it("goes on after a pause that is shorter than the signer takes to lock again", async () => {
    let times = 0;
    const withColdkey: FakeWallets["signer"]["withColdkey"] = async (...given) => {
      times += 1;
      try {
        return await stage.now().keys.signer.withColdkey(...given);
      } finally {
        if (times === 1) {
          stage.pauseAll(undefined);
          loaded.resolve(undefined);
        }
      }
    };
    const loaded = Promise.withResolvers<undefined>();
    loading = loaded.promise;
    const miner = mining({ ...stage.now().keys.signer, withColdkey });
    await miner.start({ password: PASSWORD });
    await until(() => times).toBe(1);
    stage.pauseAll(REASON);
    await until(() => miner.status().state).toBe("waiting");
    expect(times).toBe(2);
    expect(paid()).toBe(1);
  });

  it("says at once that the password is wrong, also in a pause", async () => {
    stage.pauseAll(REASON);
    const miner = mining();
    await miner.start({ password: "not this one 12" });
    await until(() => miner.status().state).toBe("failed");
    expect(miner.status().error?.code).toBe("WRONG_PASSWORD");
  });

  it("stops at once in the middle of a pause", async () => {
    stage.pauseAll(REASON);
    const miner = mining();
    await miner.start({ password: PASSWORD });
    expect((await miner.stop()).state).toBe("off");
    stage.pauseAll(undefined);
    expect(miner.status().state).toBe("off");
  });
});
