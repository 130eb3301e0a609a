import type { BenchmarkStatus } from "../../../native/api/benchmark.ts";
import type { Download } from "../../../native/api/downloads.ts";
import type { Earning } from "../../../native/api/earnings.ts";
import type { EndpointStatus } from "../../../native/api/endpoint.ts";
import type { EngineStatus } from "../../../native/api/engine.ts";
import type { ErrorCode, ErrorDetail } from "../../../native/api/errors.ts";
import { HearthError } from "../../../native/api/errors.ts";
import type { GovernorStatus } from "../../../native/api/governor.ts";
import type { Device, HardwareReport } from "../../../native/api/hardware.ts";
import {
  type MinerRequest,
  type MiningStatus,
  miningStepNames,
} from "../../../native/api/mining.ts";
import type { SetupState, TimelineEvent } from "../../../native/api/node.ts";
import type { StakePosition } from "../../../native/api/stake.ts";
import type { Wallet } from "../../../native/api/wallet.ts";
import { createChannel } from "../../../native/timeline/channel.ts";
import type { NetworkInfo } from "../../../renderer/stores/network.ts";
import type { ValidatorStatus } from "../../../renderer/stores/validator.ts";
import { createBenchmarkState } from "./machine/benchmark-desk.ts";
import { type Activity, sampleDevices, sampleProcessor } from "./machine/devices.ts";
import { createEndpointState } from "./machine/endpoint-desk.ts";
import { createGovernorState } from "./machine/governor-desk.ts";
import { sampleRequests } from "./machine/request-log.ts";
import { createDownloadsState } from "./models/downloads-desk.ts";
import { idleEngine, load } from "./models/engine-desk.ts";
import { createModelsState } from "./models/models-desk.ts";
import { sampleAddress, sampleHash } from "./samples.ts";
import { say } from "./say.ts";

const COIN = 1_000_000_000n;
const USUAL_SECONDS = [1, 3, 4, 1, 3, 15, 2, 20];

/** How a fake node begins. */
export type Scenario = "fresh" | "ready" | "earning";

/** Everything the fake node knows; tests change it and publish. */
export type World = ReturnType<typeof createWorld>;

/** A node's state in memory: `fresh` has no wallet, `ready` has one with coins, `earning` mines since 90 blocks. */
export function createWorld(scenario: Scenario, blockSeconds: number) {
  const startedAt = Date.now();
  const failures = new Map<string, HearthError>();
  const lasting = new Map<string, HearthError>();
  const world = {
    startedAt,
    blockSeconds,
    block: { number: 128, hash: sampleHash("128"), time: startedAt },
    connection: "connected" as NetworkInfo["connection"],
    setup: { step: "welcome", network: "practice" } as SetupState,
    wallets: [] as Wallet[],
    password: "",
    free: 0n,
    positions: [] as StakePosition[],
    registered: false,
    burn: (5n * COIN) / 4n,
    mining: idleMining(),
    validator: idleValidator(),
    rows: [] as Earning[],
    lines: [] as TimelineEvent[],
    models: createModelsState(),
    downloads: createDownloadsState(scenario),
    engine: idleEngine(),
    governor: createGovernorState(),
    endpoint: createEndpointState(),
    benchmark: createBenchmarkState(scenario === "fresh"),
    requests: [] as MinerRequest[],
    /** Devices beside the sample computer's own. */
    moreDevices: [] as Device[],
    /** How long every answer takes, in milliseconds: a busy or distant node. */
    delayMillis: 0,
    channels: {
      network: createChannel<NetworkInfo>(),
      mining: createChannel<MiningStatus>(),
      hardware: createChannel<HardwareReport>(),
      validator: createChannel<ValidatorStatus>(),
      events: createChannel<TimelineEvent>(),
      earnings: createChannel<Earning>(),
      downloads: createChannel<Download[]>(),
      engine: createChannel<EngineStatus>(),
      governor: createChannel<GovernorStatus>(),
      benchmark: createChannel<BenchmarkStatus>(),
      requests: createChannel<MinerRequest[]>(),
      endpoint: createChannel<EndpointStatus>(),
    },
    /** Makes the next call of a procedure fail. */
    failNext: (procedure: string, code: ErrorCode, detail: ErrorDetail = {}): void => {
      failures.set(procedure, new HearthError(code, detail));
    },
    /** Makes each call of a procedure fail, whoever asks, until what it returns is called. */
    failAll: (procedure: string, code: ErrorCode, detail: ErrorDetail = {}): (() => void) => {
      lasting.set(procedure, new HearthError(code, detail));
      return () => lasting.delete(procedure);
    },
    takeFailure: (procedure: string): HearthError | undefined => {
      const failure = lasting.get(procedure) ?? failures.get(procedure);
      failures.delete(procedure);
      return failure;
    },
  };
  if (scenario !== "fresh") addWallet(world, "default", "correct horse");
  if (scenario !== "fresh") world.setup = { ...world.setup, step: "done", wallet: "default" };
  if (scenario !== "fresh") world.free = 1000n * COIN;
  say(world, "info", "practice", "processUp", { name: "practice-node" });
  say(world, "info", "practice", "processUp", { name: "practice-residents" });
  say(world, "good", "engine", "processBack", { name: "engine", reason: "killed by signal 9" });
  if (scenario === "earning") beginEarning(world);
  return world;
}

/** Adds a wallet with one hotkey, opened by `password`. */
export function addWallet(world: World, name: string, password: string): Wallet {
  const wallet: Wallet = {
    name,
    coldkey: sampleAddress(`coldkey-${name}`),
    encrypted: true,
    hotkeys: [{ name: "default", address: sampleAddress(`hotkey-${name}`) }],
    createdAt: Date.now(),
  };
  world.wallets.push(wallet);
  world.password = password;
  say(world, "good", "wallet", "walletCreated", { name });
  return wallet;
}

/** Credits a reward in the newest block. */
export function credit(
  world: World,
  kind: Earning["kind"],
  alpha: bigint,
  at: { readonly block: number; readonly time: number },
): void {
  const row: Earning = {
    id: world.rows.length + 1,
    kind,
    netuid: 1,
    hotkey: sampleAddress("hotkey-default"),
    uid: 9,
    alpha: String(alpha),
    taoValue: String((alpha * 98_214_503n) / COIN),
    block: at.block,
    blockHash: sampleHash(String(at.block)),
    eventIndex: 3 + (at.block % 5),
    event: "SubtensorModule.IncentiveAlphaEmittedToMiners",
    time: at.time,
    state: world.block.number - at.block > 3 ? "final" : "in-block",
  };
  world.rows.push(row);
  world.channels.earnings.publish(row);
}

/** What the devices are busy with: the miner's state decides. */
export function activity({ mining, engine }: World): Activity {
  const working = mining.state === "earning" || mining.state === "waiting";
  return { working, holding: engine.models.length > 0 };
}

/** What the hardware is now. */
export function hardwareReport(world: World): HardwareReport {
  const now = Date.now();
  return {
    time: now,
    devices: [...sampleDevices(activity(world), now), ...world.moreDevices, sampleProcessor()],
    memory: { totalBytes: 34_359_738_368, freeBytes: 22_000_000_000 },
    notes: [],
  };
}

/** What the network is now. */
export function networkInfo(world: World): NetworkInfo {
  return {
    network: "practice",
    endpoint: "ws://127.0.0.1:9944",
    connection: world.connection,
    chain: "Hearth Practice",
    genesis: sampleHash("genesis"),
    specVersion: 424,
    best: world.block,
    finalized: {
      number: Math.max(0, world.block.number - 2),
      hash: sampleHash(String(world.block.number - 2)),
    },
    blockSeconds: world.blockSeconds,
    totalIssuance: "10250000000000000",
  };
}

/** A miner that was never started. */
export function idleMining(): MiningStatus {
  return {
    state: "off",
    steps: miningStepNames.map((name, index) => ({
      name,
      state: "pending",
      facts: {},
      usualSeconds: USUAL_SECONDS[index] ?? 1,
    })),
    freshForMillis: 60_000,
    challenges: { received: 0, answered: 0, refused: 0, failed: 0 },
  };
}

/** A validator that was never started. */
export function idleValidator(): ValidatorStatus {
  return { state: "off", step: "none", permit: false, rounds: 0, scores: [] };
}

function beginEarning(world: World): void {
  const now = Date.now();
  world.registered = true;
  world.block = { ...world.block, number: 2480 };
  for (let epoch = 60; epoch >= 1; epoch -= 1) {
    const block = world.block.number - epoch * 20;
    const wave = BigInt(Math.round(300_000_000 * (Math.sin(epoch / 5) + Math.cos(epoch * 7) / 3)));
    const time = now - epoch * 20_000 * 14;
    credit(world, "miner", 700_000_000n + wave + BigInt(epoch * 7919), { block, time });
  }
  world.mining = {
    ...idleMining(),
    state: "earning",
    steps: idleMining().steps.map((step) => ({ ...step, state: "done" })),
    wallet: "default",
    hotkey: "default",
    hotkeyAddress: sampleAddress("hotkey-default"),
    netuid: 1,
    uid: 9,
    model: "hearth-demo-f16",
    atOnce: { sequences: 8, because: "memory", tokensPerSecond: 412.3, answerMillis: 2140 },
    endpoint: "http://127.0.0.1:42001",
    startedAt: now - 5_400_000,
    lastChallengeAt: now - 4_000,
    lastAnswerAt: now - 3_600,
    challenges: { received: 418, answered: 415, refused: 2, failed: 1 },
    rank: { place: 3, of: 7, incentive: 12_517 },
    nextEpochBlock: world.block.number + 14,
  };
  load(world, "hearth-demo-f16", { contextSize: 512, sequences: 8, cacheType: "f16" });
  world.requests = sampleRequests(64, now);
  const validator = sampleAddress("validator-0");
  world.positions.push({
    wallet: "default",
    hotkey: validator,
    netuid: 1,
    alpha: "101720482931",
    available: "101720482931",
    value: "9988217340",
    own: false,
  });
  say(world, "info", "mining", "mining.started", { netuid: 1 });
  say(world, "good", "mining", "mining.registered", {
    netuid: 1,
    uid: 9,
    paid: "1250000000",
  });
  say(world, "info", "mining", "mining.announced", { address: "127.0.0.1:42001", block: 130 });
  say(world, "warning", "validator", "validator.trouble", { during: "weights" });
  say(world, "good", "earnings", "reward.miner", { amount: "78120044", block: 2460 });
}
