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
  /** A layer that may be tried is now, with so many bytes of main memory free as the one before it counts them. */
  trying(layer: GpuChoice, wanted: Wanted, available: number): void;
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
  let tried: { readonly key: string; readonly available: number } | undefined;
  return {
    trying: (layer, wanted, available) => {
      tried = { key: keyOf(layer, wanted), available };
    },
    lacked: (layer, wanted, { needed, available }) => {
      const key = keyOf(layer, wanted);
      // What the layer before it had counted may be more: then that was no sign of room.
      const counted = Math.max(available, tried?.key === key ? tried.available : 0);
      needs.delete(key);
      needs.set(key, needed > counted ? needed : counted + needed * MORE);
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
