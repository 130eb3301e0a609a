import type { LoadOptions, ModelFile } from "../engine-port.ts";
import { heldForm, modelIdentity } from "../identity.ts";
import type { GpuChoice } from "../llama/runtime/llama-runtime.ts";
import type { Shortage } from "./load-ladder.ts";

/** One way of holding a model, as a layer has room for it or not. */
export interface Wanted {
  readonly file: ModelFile;
  readonly options: LoadOptions;
}

/** Which compute layers had no room for what. */
export interface VainLayers {
  /** A layer said what it lacked. */
  lacked(layer: GpuChoice, wanted: Wanted, shortage: Shortage): void;
  /** Whether a layer that lacked room may have it by now, given the bytes of main memory that are free. */
  worthTrying(layer: GpuChoice, wanted: Wanted, available: number): boolean;
}

/** Ways of holding models that are kept in mind; the oldest is forgotten first, and so tried again. */
const MOST = 64;
/** Where a layer failed although it had more than it asked for, this part of that on top may help. */
const MORE = 1 / 16;

/**
 * Remembers what layers lacked, since changing the layer ends the engine's process: who waits for memory asks again and again, and would
 * end it each time for nothing. A layer is tried again as soon as as much main memory is free as it said that it needs. What a GPU
 * frees in between needs no such memory: the layer that uses the GPU is the first to be tried, and then has room itself.
 */
export function createVainLayers(): VainLayers {
  const needs = new Map<string, number>();
  return {
    lacked: (layer, wanted, { needed, available }) => {
      const key = keyOf(layer, wanted);
      needs.delete(key);
      needs.set(key, needed > available ? needed : available + needed * MORE);
      const [oldest] = needs.keys();
      if (needs.size > MOST && oldest !== undefined) needs.delete(oldest);
    },
    worthTrying: (layer, wanted, available) => available >= (needs.get(keyOf(layer, wanted)) ?? 0),
  };
}

function keyOf(layer: GpuChoice, { file, options }: Wanted): string {
  const { contextSize, sequences, placement } = options;
  const identity = modelIdentity(file.sha256, heldForm(options));
  return [layer, identity, contextSize, sequences, placement].join(" ");
}
