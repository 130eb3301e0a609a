import type { HardwareReport } from "../../api/hardware.ts";
import type { SupervisedStatus } from "../../processes/supervised-status.ts";
import {
  bad,
  byNode,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  skipped,
  warning,
} from "../check.ts";
import { namesText } from "../text.ts";

/** The process that reads the vendors' sensors, where there is one, and what the probes complained of. */
export interface SensorFacts {
  readonly hasGpu: boolean;
  readonly process?: Pick<SupervisedStatus, "state" | "restarts" | "lastError"> | undefined;
  /** Whether the node can start that process again. */
  readonly canRestart: boolean;
  readonly notes: readonly string[];
  /** Which probes brought the GPUs' figures. */
  readonly seenBy: readonly string[];
}

/** Whether the GPUs' figures come in, and whether the probes agree. */
export function judgeSensors({
  hasGpu,
  process,
  canRestart,
  notes,
  seenBy,
}: SensorFacts): Judgement {
  const evidence = {
    ...(seenBy.length === 0 ? {} : { probes: namesText(seenBy) }),
    ...(process ? { process: process.state, restarts: process.restarts } : {}),
    ...(process?.lastError ? { lastError: process.lastError } : {}),
    ...(notes.length === 0 ? {} : { notes: notes.slice(0, 4).join(" ") }),
  };
  if (process?.state === "gave-up")
    return bad("gaveUp", evidence, canRestart ? byNode("restart") : byPerson("startAgain"));
  if (process?.state === "backing-off") return warning("backingOff", evidence);
  if (!hasGpu) return skipped("noGpu", evidence);
  return notes.length > 0 ? warning("notes", evidence) : good(evidence);
}

/** The check of the sensors. `process` is absent where no such process is needed. */
export function sensorsCheck(options: {
  readonly hardware: () => Promise<HardwareReport>;
  readonly process?: (() => SupervisedStatus | undefined) | undefined;
  readonly restart?: (() => void) | undefined;
}): Check {
  const { restart } = options;
  return check({
    id: "sensors",
    group: "gpu",
    timeout: 10_000,
    probe: async () => {
      const { devices, notes } = await options.hardware();
      const gpus = devices.filter(({ kind }) => kind === "gpu");
      return {
        hasGpu: gpus.length > 0,
        process: options.process?.(),
        canRestart: restart !== undefined,
        notes,
        seenBy: [...new Set(gpus.flatMap(({ seenBy }) => seenBy))],
      };
    },
    judge: judgeSensors,
    ...(restart ? { repairs: { restart: async () => restart() } } : {}),
  });
}
