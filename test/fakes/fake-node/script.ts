import type { MiningStepName } from "../../../native/api/mining.ts";
import { miningStepNames } from "../../../native/api/mining.ts";
import { advanceBenchmark } from "./machine/benchmark-desk.ts";
import { advanceRequests } from "./machine/request-log.ts";
import { advanceDownloads } from "./models/downloads-desk.ts";
import { load, releaseAll, settleSwap } from "./models/engine-desk.ts";
import { sampleAddress, sampleHash } from "./samples.ts";
import { say } from "./say.ts";
import {
  credit,
  hardwareReport,
  idleMining,
  idleValidator,
  networkInfo,
  type World,
} from "./world.ts";

const facts: Record<MiningStepName, Record<string, string | number>> = {
  hardware: { device: "NVIDIA GeForce RTX 4090", freeBytes: 23_944_000_000 },
  model: { model: "Hearth Demo F16", neededBytes: 7_300_000 },
  register: { uid: 9, burn: "1250000000" },
  endpoint: { endpoint: "http://127.0.0.1:42001" },
  announce: { block: 0 },
  challenge: { from: "Hearthstone" },
  answer: { tokens: 48, millis: 412 },
  reward: { taoValue: "78120044" },
};

/** How often requests and downloads move. */
const WORK_MILLIS = 1000;

/** Lets time pass in a fake node: a block on each tick, the miner's and validator's next step, rewards at each epoch. */
export function runScript(world: World, stepMillis: number): () => void {
  const blocks = setInterval(() => nextBlock(world), world.blockSeconds * 1000);
  const steps = setInterval(() => {
    advanceMining(world);
    advanceValidator(world);
    advanceBenchmark(world);
  }, stepMillis);
  const work = setInterval(() => {
    advanceRequests(world);
    advanceDownloads(world, WORK_MILLIS);
    settleSwap(world);
  }, WORK_MILLIS);
  return () => {
    clearInterval(blocks);
    clearInterval(steps);
    clearInterval(work);
  };
}

/** Makes one block: its figures move, and at the end of a tempo an earning miner is paid. */
export function nextBlock(world: World): void {
  const number = world.block.number + 1;
  world.block = { number, hash: sampleHash(String(number)), time: Date.now() };
  const { mining } = world;
  if (mining.nextEpochBlock !== undefined && number >= mining.nextEpochBlock) {
    mining.nextEpochBlock = number + 20;
    if (mining.state === "earning") {
      credit(world, "miner", 790_000_000n + BigInt(number * 1013), {
        block: number,
        time: Date.now(),
      });
      say(world, "good", "earnings", "reward.miner", { amount: "77589000", block: number });
    }
  }
  if (mining.state === "earning" && number % 3 === 0) {
    mining.challenges.received += 1;
    mining.challenges.answered += 1;
    mining.lastChallengeAt = Date.now();
    mining.lastAnswerAt = Date.now();
  }
  world.channels.network.publish(networkInfo(world));
  world.channels.hardware.publish(hardwareReport(world));
  world.channels.mining.publish({ ...mining });
}

/** Starts the miner's eight steps. */
export function startMining(world: World, model: string | undefined): void {
  world.mining = {
    ...idleMining(),
    state: "starting",
    wallet: "default",
    hotkey: "default",
    hotkeyAddress: sampleAddress("hotkey-default"),
    netuid: 1,
    model: model ?? "hearth-demo-f16",
    atOnce: { sequences: 4, because: "unknown" },
    startedAt: Date.now(),
  };
  say(world, "info", "mining", "mining.started", { netuid: 1 });
  begin(world, 0);
  world.channels.mining.publish(world.mining);
}

/** Ends mining at once. */
export function stopMining(world: World): void {
  world.mining = { ...idleMining(), state: "off" };
  releaseAll(world);
  say(world, "info", "mining", "mining.stopped", {});
  world.channels.mining.publish(world.mining);
}

function begin(world: World, index: number): void {
  const step = world.mining.steps[index];
  if (step !== undefined) {
    world.mining.steps[index] = { ...step, state: "active", startedAt: Date.now() };
  }
}

function advanceMining(world: World): void {
  const { mining } = world;
  if (mining.state !== "starting" && mining.state !== "waiting") {
    if (mining.state !== "earning") return;
  }
  const index = mining.steps.findIndex((step) => step.state === "active");
  const step = mining.steps[index];
  if (step === undefined) return;
  const found = { ...facts[step.name] };
  if (step.name === "announce") found.block = world.block.number;
  mining.steps[index] = { ...step, state: "done", endedAt: Date.now(), facts: found };
  begin(world, index + 1);
  const next = miningStepNames[index + 1];
  if (step.name === "model") load(world, mining.model ?? "hearth-demo-f16");
  if (step.name === "register") {
    world.registered = true;
    mining.uid = 9;
    mining.nextEpochBlock = world.block.number + 12;
    say(world, "good", "mining", "mining.registered", {
      netuid: 1,
      uid: 9,
      paid: "1250000000",
    });
  }
  if (step.name === "endpoint") mining.endpoint = "http://127.0.0.1:42001";
  if (next === "challenge") mining.state = "waiting";
  if (step.name === "challenge") mining.lastChallengeAt = Date.now();
  if (step.name === "answer") {
    mining.state = "earning";
    mining.lastAnswerAt = Date.now();
    mining.challenges = { received: 1, answered: 1, refused: 0, failed: 0 };
  }
  if (step.name === "reward") {
    mining.rank = { place: 3, of: 7, incentive: 12_517 };
    credit(world, "miner", 795_403_112n, { block: world.block.number, time: Date.now() });
  }
  world.channels.mining.publish({ ...mining, steps: [...mining.steps] });
}

const validatorSteps = ["register", "stake", "model", "permit", "query", "none"] as const;

/** Starts the validator's steps. */
export function startValidator(world: World): void {
  world.validator = {
    ...idleValidator(),
    state: "starting",
    step: "register",
    wallet: "default",
    hotkey: "validator",
    hotkeyAddress: sampleAddress("validator-own"),
    netuid: 1,
    ...(world.validator.uid !== undefined && { uid: world.validator.uid }),
  };
  say(world, "info", "validator", "validator.started", { netuid: 1 });
  world.channels.validator.publish(world.validator);
}

/** Ends validating at once. */
export function stopValidator(world: World): void {
  world.validator = { ...world.validator, state: "off", step: "none" };
  say(world, "info", "validator", "validator.stopped", {});
  world.channels.validator.publish(world.validator);
}

function advanceValidator(world: World): void {
  const { validator } = world;
  if (validator.state !== "starting" && validator.state !== "waiting-permit") return;
  const next = validatorSteps[validatorSteps.indexOf(validator.step) + 1] ?? "none";
  const running = next === "none";
  world.validator = {
    ...validator,
    step: next,
    state: running ? "running" : next === "permit" ? "waiting-permit" : "starting",
    uid: 10,
    stake: "1010000000000",
    permit: next === "query" || running,
    ...(running && {
      rounds: 1,
      lastRoundAt: Date.now(),
      weightsSetBlock: world.block.number,
      trust: 0.9412,
      scores: [0.97, 0.94, 0.71, 0.55, 0.02, 0.31].map((score, index) => ({
        uid: index + 3,
        hotkey: sampleAddress(`miner-${index}`),
        score,
        average: score * 0.9,
        answered: score > 0.1,
        reason: score > 0.1 ? "answer matches the model" : "no answer within 10 s",
        weight: score / 3.5,
      })),
    }),
  };
  world.channels.validator.publish(world.validator);
}
