import type { EngineBackend } from "../engine-port.ts";
import { type GpuChoice, gpuChoices } from "../llama/runtime/llama-runtime.ts";

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
  /** The choice for a start that begins now: the next lower one where the last start died, or two in a row were late. */
  starting(): GpuChoice;
  /** The process that was started last did not die, it was only not there in time. */
  late(): void;
  /** The process came up. */
  ready(): void;
  /** The choice below `choice`, given the layer that it ran on; undefined on the last one. */
  below(choice: GpuChoice, backend: EngineBackend | undefined): GpuChoice | undefined;
  /** From the next start on; remembered only once it is `proven`, and never where the layer above had no fault but too little room. */
  take(choice: GpuChoice, faulty?: boolean): void;
  /** What was taken last is what helped. */
  proven(): void;
  /** All layers are tried again at the next start. */
  top(): void;
}

/** Begins with what is remembered. */
export function createBackendChoice(memory?: BackendMemory): BackendChoice {
  let choice: GpuChoice = memory?.known() ?? gpuChoices[0];
  let startedInVain = false;
  let lates = 0;
  /** False after a change for one model's sake, which may have died of something else. */
  let sure = true;
  /** False where a layer was left for want of memory: it is not dead. */
  let provable = true;
  const below: BackendChoice["below"] = (from, backend) => {
    // "any" on a computer without CUDA ran on Vulkan already.
    if (backend === "cpu") return undefined;
    if (backend === "vulkan" || backend === "metal") return from === "cpu" ? undefined : "cpu";
    return gpuChoices[gpuChoices.indexOf(from) + 1];
  };
  const keep = (): void => {
    try {
      if (choice === gpuChoices[0]) memory?.forget();
      else memory?.worked(choice);
    } catch (error) {
      // What cannot be written, as on a full disk, is found out again at the next start.
      console.error("the compute layer that works could not be remembered:", error);
    }
  };
  return {
    current: () => choice,
    starting: () => {
      if (startedInVain) {
        choice = below(choice, undefined) ?? choice;
        // A slow disk may be to blame as well as the layer: that is not remembered.
        sure = lates === 0;
        lates = 0;
      }
      startedInVain = true;
      return choice;
    },
    late: () => {
      lates += 1;
      startedInVain = lates > 1;
    },
    ready: () => {
      startedInVain = false;
      lates = 0;
      if (sure) keep();
    },
    below,
    take: (wanted, faulty = true) => {
      choice = wanted;
      sure = false;
      provable = faulty;
    },
    proven: () => {
      if (!provable) return;
      sure = true;
      keep();
    },
    top: () => {
      choice = gpuChoices[0];
      startedInVain = false;
      sure = true;
      provable = true;
      keep();
    },
  };
}
