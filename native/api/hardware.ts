import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { unixMillis } from "./units.ts";

const bytes = z.number().int().nonnegative();

/** A program that holds memory of a GPU, where its driver tells. */
export const deviceProcess = z.object({
  pid: z.number().int().positive(),
  name: z.string().optional(),
  bytes,
  /** Started by Hearth. */
  own: z.boolean(),
});
export type DeviceProcess = z.infer<typeof deviceProcess>;

/** A figure on which probes differ by more than rounding: what each says, in the figure's own unit. `used` names the one shown. */
export const disagreement = z.object({
  figure: z.enum(["name", "totalBytes", "usedBytes", "load", "celsius", "watts"]),
  used: z.string(),
  values: z.array(z.object({ probe: z.string(), value: z.union([z.number(), z.string()]) })),
});
export type Disagreement = z.infer<typeof disagreement>;

/** A device that can run a model: a GPU, or the CPU where there is none. Absent figures are unknown, never guessed. */
export const device = z.object({
  id: z.string(),
  kind: z.enum(["gpu", "cpu"]),
  name: z.string(),
  vendor: z.string().optional(),
  backend: z.enum(["cuda", "vulkan", "metal", "cpu"]),
  /** Shares the processor's memory. */
  integrated: z.boolean().optional(),
  /** Version of the graphics driver as the vendor writes it. */
  driver: z.string().optional(),
  memory: z.object({
    totalBytes: bytes,
    usedBytes: bytes,
    /** Which probe says so; absent where none does, and `usedBytes` is what the engine counts of its own. Figures of two probes do not compare. */
    usedBy: z.string().optional(),
    /** Held by Hearth: model and cache, and on the processor the engine's whole process. */
    hearthBytes: bytes,
    /** Hearth's part that is weights, and its part that is caches and buffers, where the engine tells. */
    modelBytes: bytes.optional(),
    cacheBytes: bytes.optional(),
  }),
  /** Whole-device load, 0..1. */
  load: z.number().min(0).max(1).optional(),
  celsius: z.number().optional(),
  /** From here on the device slows itself down. */
  celsiusLimit: z.number().optional(),
  watts: z.number().nonnegative().optional(),
  wattsLimit: z.number().positive().optional(),
  /** Clocks now, in MHz. */
  coreMegahertz: z.number().nonnegative().optional(),
  memoryMegahertz: z.number().nonnegative().optional(),
  /** Fan speed as a fraction of its most. */
  fan: z.number().min(0).max(1).optional(),
  /** Why the driver holds the clocks down, in its own words: "power", "thermal", "idle" and the like. */
  throttled: z.array(z.string()).optional(),
  processes: z.array(deviceProcess).optional(),
  cores: z.number().int().positive().optional(),
  threads: z.number().int().positive().optional(),
  /** Which probes saw it: "llama.cpp", "nvml", "amdgpu", "windows", "systeminformation". */
  seenBy: z.array(z.string()),
  disagreements: z.array(disagreement).optional(),
});
export type Device = z.infer<typeof device>;

/** What this computer can run models on, and its main memory in bytes, as the probes saw it at `time`. */
export const hardwareReport = z.object({
  time: unixMillis,
  devices: z.array(device).min(1),
  memory: z.object({ totalBytes: z.number().int(), freeBytes: z.number().int() }),
  /** Plain sentences where probes disagree or fail. */
  notes: z.array(z.string()),
});
export type HardwareReport = z.infer<typeof hardwareReport>;

/** One device's figures at one time; absent ones were unknown then. */
export const deviceSample = z.object({
  time: unixMillis,
  load: z.number().optional(),
  usedBytes: bytes.optional(),
  celsius: z.number().optional(),
  watts: z.number().optional(),
});
export type DeviceSample = z.infer<typeof deviceSample>;

/** The devices of this computer, now and as they change; sampled at most once a second. */
export const hardware = {
  list: procedure.input(nothing).output(hardwareReport),
  watch: procedure.input(nothing).output(eventIterator(hardwareReport)),
  /** Samples of the last hour at most, oldest first, by device id, thinned to at most `points` each. Not kept over restarts. */
  history: procedure
    .input(
      z
        .object({
          seconds: z.number().int().min(10).max(3600).default(600),
          points: z.number().int().min(2).max(3600).default(300),
        })
        .default({ seconds: 600, points: 300 }),
    )
    .output(z.array(z.object({ device: z.string(), samples: z.array(deviceSample) }))),
};
