import type { SupervisedStatus } from "../../processes/supervised-status.ts";
import { bad, byNode, type Check, check, good, type Judgement, warning } from "../check.ts";
import { untilAborted } from "../until-aborted.ts";

/** The engine's process, and what it is run without since it died on it. */
export type EngineFacts = Pick<SupervisedStatus, "state" | "restarts" | "lastError"> & {
  readonly without?: "cuda" | "gpu" | undefined;
};

/** Whether the engine runs, and ran without falling. */
export function judgeEngine({ state, restarts, lastError, without }: EngineFacts): Judgement {
  const evidence = {
    state,
    restarts,
    ...(lastError === undefined ? {} : { lastError }),
  };
  switch (state) {
    case "gave-up":
      return bad("gaveUp", evidence, byNode("restart"));
    case "stopped":
      return bad("stopped", evidence, byNode("restart"));
    case "backing-off":
    case "starting":
      return warning("notYet", evidence);
    case "running":
      if (without === "cuda") return warning("withoutCuda", evidence, byNode("restart"));
      if (without === "gpu") return warning("withoutGpu", evidence, byNode("restart"));
      return restarts > 0 ? warning("restarted", evidence) : good(evidence);
    default:
      return state satisfies never;
  }
}

/** The check of the engine's process. */
export function engineCheck(engine: {
  status(): EngineFacts;
  without?(): "cuda" | "gpu" | undefined;
  restart(): void;
  /** Answers once the engine runs, or fails where it does not come. */
  devices(): Promise<unknown>;
}): Check {
  return check({
    id: "engine",
    group: "models",
    probe: () => ({ ...engine.status(), without: engine.without?.() }),
    judge: judgeEngine,
    repairs: {
      restart: async (signal) => {
        engine.restart();
        // The look after the fix says how it went; it only should not come too early.
        await untilAborted(engine.devices(), signal).catch(() => undefined);
      },
    },
  });
}
