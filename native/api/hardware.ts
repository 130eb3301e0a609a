import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { unixMillis } from "./units.ts";

/** A device that can run a model: a GPU, or the CPU where there is none. Absent figures are unknown, never guessed. */
export const device = z.object({
  id: z.string(),
  kind: z.enum(["gpu", "cpu"]),
  name: z.string(),
  vendor: z.string().optional(),
  backend: z.enum(["cuda", "vulkan", "metal", "cpu"]),
  memory: z.object({
    totalBytes: z.number().int().nonnegative(),
    usedBytes: z.number().int().nonnegative(),
    /** Held by Hearth: model and cache, and on the processor the engine's whole process. */
    hearthBytes: z.number().int().nonnegative(),
  }),
  /** Whole-device load, 0..1. */
  load: z.number().min(0).max(1).optional(),
  celsius: z.number().optional(),
  watts: z.number().nonnegative().optional(),
  cores: z.number().int().positive().optional(),
  threads: z.number().int().positive().optional(),
  /** Which probes saw it: "llama.cpp", "systeminformation". */
  seenBy: z.array(z.string()),
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

/** The devices of this computer, now and as they change; sampled at most once a second. */
export const hardware = {
  list: procedure.input(nothing).output(hardwareReport),
  watch: procedure.input(nothing).output(eventIterator(hardwareReport)),
};
