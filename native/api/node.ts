import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { errorCodes } from "./errors.ts";
import { nothing, procedure } from "./procedure.ts";
import { keyName, unixMillis } from "./units.ts";

/** One child process of the host, as the supervisor sees it. */
export const processInfo = z.object({
  name: z.enum(["engine", "practice-node", "practice-residents", "signer", "sensors"]),
  state: z.enum(["starting", "running", "backing-off", "stopped", "gave-up"]),
  pid: z.number().int().optional(),
  restarts: z.number().int().nonnegative(),
  /** Resident memory in bytes, where the system tells. */
  residentBytes: z.number().int().nonnegative().optional(),
  lastError: z.string().optional(),
});
export type ProcessInfo = z.infer<typeof processInfo>;

/** One line of the timeline: what happened and why. `message` is a key of the page's locale, filled from `values`. */
export const timelineEvent = z.object({
  sequence: z.number().int().nonnegative(),
  time: unixMillis,
  level: z.enum(["info", "good", "warning", "error"]),
  source: z.enum([
    "node",
    "engine",
    "network",
    "wallet",
    "mining",
    "validator",
    "earnings",
    "stake",
    "practice",
    "models",
    "governor",
  ]),
  message: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  code: z.enum(errorCodes as [string, ...string[]]).optional(),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

/** The node itself: its version, process, data folder, shell and network, and the processes it started. */
export const nodeStatus = z.object({
  version: z.string(),
  pid: z.number().int(),
  startedAt: unixMillis,
  dataFolder: z.string(),
  shell: z.enum(["desktop", "headless"]),
  network: z.enum(["practice", "finney", "test", "custom"]),
  processes: z.array(processInfo),
});
export type NodeStatus = z.infer<typeof nodeStatus>;

/** How far the first run has come; each screen can be left and resumed. */
export const setupState = z.object({
  step: z.enum(["welcome", "network", "wallet", "faucet", "done"]),
  network: z.enum(["practice", "finney", "test", "custom"]),
  wallet: keyName.optional(),
  hotkey: keyName.optional(),
});
export type SetupState = z.infer<typeof setupState>;

/** The node as a program: its state, its timeline and how far the first run has come. */
export const node = {
  status: procedure.input(nothing).output(nodeStatus),
  timeline: procedure
    .input(
      z.object({ limit: z.number().int().min(1).max(500).default(100) }).default({ limit: 100 }),
    )
    .output(z.array(timelineEvent)),
  /** Streams new timeline lines as they happen. */
  events: procedure.input(nothing).output(eventIterator(timelineEvent)),
  setup: procedure.input(nothing).output(setupState),
  saveSetup: procedure.input(setupState).output(setupState),
};
