import type { EngineStatus, HeldModel } from "../../../../native/api/engine.ts";
import { HearthError } from "../../../../native/api/errors.ts";
import type { RunShape } from "../../../../native/api/models.ts";
import { sampleHash } from "../samples.ts";
import { say } from "../say.ts";
import type { World } from "../world.ts";
import { fitView, usualRun } from "./fit-view.ts";
import { findFile } from "./models-desk.ts";

/** An engine that runs and holds nothing. */
export function idleEngine(): EngineStatus {
  return { state: "running", models: [] };
}

/** A model as the engine holds it. */
export function hold(world: World, id: string, run: RunShape | undefined): HeldModel {
  const { need } = findFile(world, id);
  const shape = run ?? usualRun(need);
  const fit = fitView(need, shape);
  if (fit.verdict === "too-large") {
    throw new HearthError("MODEL_TOO_LARGE", { needed: fit.total.high, available: 35_500_000_000 });
  }
  return {
    id,
    sha256: sampleHash(id).slice(2),
    backend: "cuda",
    run: shape,
    flashAttention: true,
    gpuLayers: fit.gpuLayers,
    bytes: Math.round((fit.total.low + fit.total.high) / 2),
    active: 0,
    waiting: 0,
    tokensPerSecond: 0,
    users: world.mining.state !== "off" && world.mining.model === id ? ["mining"] : [],
    loadedAt: Date.now(),
    loadMillis: 1840,
    concessions:
      shape.contextSize > 16_384
        ? [
            {
              step: "context",
              from: String(shape.contextSize),
              to: "16384",
              reason: "out of memory",
            },
          ]
        : [],
  };
}

/** Puts a model into the engine beside what is there. */
export function load(world: World, id: string, run?: RunShape): EngineStatus {
  const others = world.engine.models.filter((model) => model.id !== id);
  return set(world, { ...world.engine, models: [...others, hold(world, id, run)] });
}

/** Takes a model out of the engine; refused for the one that mining uses. */
export function unload(world: World, id: string): EngineStatus {
  const model = world.engine.models.find((one) => one.id === id);
  if (model === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
  if (world.mining.state !== "off" && world.mining.model === id) {
    throw new HearthError("MODEL_IN_USE", { id, user: "The miner" });
  }
  return release(world, model);
}

/** Takes every model out, as a pause does. */
export function releaseAll(world: World): void {
  for (const model of world.engine.models) release(world, model);
}

function release(world: World, model: HeldModel): EngineStatus {
  return set(world, {
    ...world.engine,
    models: world.engine.models.filter((one) => one !== model),
    unloaded: { id: model.id, bytes: model.bytes, millis: 412, at: Date.now() },
  });
}

/** Begins a swap of the miner's model; `settleSwap` ends it. */
export function swap(world: World, to: string, run?: RunShape): EngineStatus {
  const from = world.mining.model;
  if (world.mining.state === "off" || from === undefined) {
    throw new HearthError("NOT_READY", { what: "The miner", reason: "It is not running." });
  }
  hold(world, to, run);
  return set(world, { ...world.engine, swap: { from, to, startedAt: Date.now() } });
}

/** Ends a swap that has run for a while. */
export function settleSwap(world: World): void {
  const { swap: running, ...rest } = world.engine;
  if (running === undefined || Date.now() - running.startedAt < 1500) return;
  const others = rest.models.filter((model) => model.id !== running.from);
  world.mining = { ...world.mining, model: running.to };
  set(world, { ...rest, models: [...others, hold(world, running.to, undefined)] });
  say(world, "good", "mining", "mining.swapped", { from: running.from, to: running.to });
  world.channels.mining.publish(world.mining);
}

/** Publishes what the engine does now. */
export function set(world: World, status: EngineStatus): EngineStatus {
  world.engine = status;
  world.channels.engine.publish(status);
  return status;
}
