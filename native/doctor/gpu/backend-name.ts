import type { Device } from "../../api/hardware.ts";

const names: Readonly<Record<Device["backend"], string>> = {
  cuda: "CUDA",
  vulkan: "Vulkan",
  metal: "Metal",
  cpu: "the processor",
};

/** A backend as its makers write it. */
export function backendName(backend: Device["backend"]): string {
  return names[backend];
}
