import type { HardwareReport } from "../../api/hardware.ts";
import type { ModelFit, RunShape } from "../../api/models.ts";
import type { ModelFacts } from "../head/model-facts.ts";
import { availableGpus, availableMemory, runBackend } from "./available.ts";
import { type LoadPlace, learnPadding, padded, type SeenLoad } from "./learned/learned-padding.ts";
import type { SeenSpeed } from "./learned/machine-store.ts";
import type { ByteRange } from "./need/byte-range.ts";
import { sumOf } from "./need/byte-range.ts";
import { memoryNeed } from "./need/memory-need.ts";
import { placeModel } from "./placement.ts";
import type { RunPlan } from "./run-plan.ts";
import type { SpeedRange } from "./speed/speed.ts";
import { estimateSpeed } from "./speed/speed-estimate.ts";

/** What this computer is and what was seen on it. */
export interface Machine {
  readonly hardware: HardwareReport;
  readonly loads: readonly SeenLoad[];
  /** Speeds of one model on this place, the newest first. */
  readonly speeds: (sha256: string, place: LoadPlace) => readonly SeenSpeed[];
  /** Bytes per second of main memory, where they were measured. */
  readonly memoryBandwidth?: SpeedRange | undefined;
}

/** Where models run on this hardware: the GPUs together, or the processor. */
export function loadPlace(hardware: HardwareReport): LoadPlace {
  const gpus = availableGpus(hardware).map(({ id }) => id);
  const ofGpus = hardware.devices.filter(({ id }) => gpus.includes(id));
  const used = ofGpus.length > 0 ? ofGpus : hardware.devices.slice(0, 1);
  const drivers = new Set(used.map(({ driver }) => driver ?? "unknown"));
  return {
    device: used.map(({ name }) => name).join(" + "),
    driver: [...drivers].join(" + "),
    backend: runBackend(hardware),
  };
}

/** Whether a model fits in one way of running it, with every part, and how fast it would answer. Pure. */
export function fitModel(
  facts: Pick<ModelFacts, "shape"> & Partial<Pick<ModelFacts, "activeParameters">>,
  sha256: string | undefined,
  run: RunShape,
  machine: Machine,
): ModelFit {
  const { hardware } = machine;
  const plan: RunPlan = { ...run, backend: runBackend(hardware) };
  const need = memoryNeed(facts.shape, plan);
  const place = loadPlace(hardware);
  const learned = learnPadding(machine.loads, place, { sha256, run, predicted: need.allocated });
  const gpus = availableGpus(hardware);
  const memory = availableMemory(hardware);
  const placed = placeModel(facts.shape, plan, gpus, memory, learned.padding);
  const speeds = sha256 === undefined ? [] : machine.speeds(sha256, place);
  const speed = estimateSpeed(facts.shape, plan, placed, machine, speeds, facts.activeParameters);
  const { weights, keyValue, compute, output, overhead } = need;
  return {
    verdict: placed.verdict,
    run,
    parts: {
      weights: whole(weights),
      keyValue: whole(keyValue),
      compute: whole(compute),
      output: whole(output),
      overhead: whole(overhead),
    },
    total: whole(sumOf([padded(need.allocated, learned.padding), overhead])),
    basis: learned.basis,
    loads: learned.loads,
    devices: placed.holds.map(({ place: { id, name, freeBytes, reserveBytes }, bytes }) => ({
      ...{ id, name, freeBytes: Math.round(freeBytes), reserveBytes: Math.round(reserveBytes) },
      holds: whole({ low: Math.min(bytes.low, bytes.high), high: bytes.high }),
    })),
    gpuLayers: placed.gpuLayers,
    layers: placed.layers,
    ...(speed === undefined ? {} : { speed }),
  };
}

/** Whole bytes; of a head that claims more than can be counted, as much as can. */
function whole({ low, high }: ByteRange): ByteRange {
  const most = Number.MAX_SAFE_INTEGER;
  return { low: Math.min(most, Math.floor(low)), high: Math.min(most, Math.ceil(high)) };
}
