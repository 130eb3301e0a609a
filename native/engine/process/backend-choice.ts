import type { EngineBackend } from "../engine-port.ts";
import { type GpuChoice, gpuChoices } from "../llama/llama-runtime.ts";

/** Where the compute layer that works is remembered over starts of the node. */
export interface BackendMemory {
  /** What worked with the drivers as they are now; undefined for nothing known. */
  known(): GpuChoice | undefined;
  /** A layer below the first is what works. */
  worked(choice: GpuChoice): void;
  /** The first one works, or shall be tried again. */
  forget(): void;
}

/** Which compute layers the engine's process may try: it goes down when one dies, and up only when a person wants it. */
export interface BackendChoice {
  current(): GpuChoice;
  /** The choice for a start that begins now: the next lower one where the last start never came up. */
  starting(): GpuChoice;
  /** The process came up. */
  ready(): void;
  /** The choice below `choice`, given the layer that it ran on; undefined on the last one. */
  below(choice: GpuChoice, backend: EngineBackend | undefined): GpuChoice | undefined;
  /** From the next start on; remembered only once it is `proven`. */
  take(choice: GpuChoice): void;
  /** What was taken last is what helped. */
  proven(): void;
  /** All layers are tried again at the next start. */
  top(): void;
}

/** Begins with what is remembered. */
export function createBackendChoice(memory?: BackendMemory): BackendChoice {
  let choice: GpuChoice = memory?.known() ?? gpuChoices[0];
  let startedInVain = false;
  /** False after a change for one model's sake, which may have died of something else. */
  let sure = true;
  const below: BackendChoice["below"] = (from, backend) => {
    // "any" on a computer without CUDA ran on Vulkan already.
    if (backend === "cpu") return undefined;
    if (backend === "vulkan" || backend === "metal") return from === "cpu" ? undefined : "cpu";
    return gpuChoices[gpuChoices.indexOf(from) + 1];
  };
  const keep = (): void => (choice === gpuChoices[0] ? memory?.forget() : memory?.worked(choice));
  return {
    current: () => choice,
    starting: () => {
      if (startedInVain) {
        choice = below(choice, undefined) ?? choice;
        sure = true;
      }
      startedInVain = true;
      return choice;
    },
    ready: () => {
      startedInVain = false;
      if (sure) keep();
    },
    below,
    take: (wanted) => {
      choice = wanted;
      sure = false;
    },
    proven: () => {
      sure = true;
      keep();
    },
    top: () => {
      choice = gpuChoices[0];
      startedInVain = false;
      sure = true;
      memory?.forget();
    },
  };
}
