import type { MiningStepName } from "../api/mining.ts";
import type { TimelineLine } from "../timeline/timeline.ts";
import type { MinerEvent, MinerState } from "./miner-machine.ts";

const source = "mining";

/**
 * The line that an event leaves in the diary, if it is worth one: steps that end, failures, the first answer, rewards, start and
 * stop. Single challenges are counted in the status; a line for each would bury the rest.
 */
export function timelineLine(
  before: MinerState,
  after: MinerState,
  event: MinerEvent,
): TimelineLine | undefined {
  switch (event.kind) {
    case "start": {
      const values = { wallet: event.wallet, hotkey: event.hotkey, netuid: event.netuid };
      return { level: "info", source, message: "mining.started", values };
    }
    case "stopped":
      return { level: "info", source, message: "mining.stopped" };
    case "done":
      return stepOf(before, event.step) === "done"
        ? undefined
        : {
            level: "info",
            source,
            message: `mining.step.${event.step}`,
            values: event.facts ?? {},
          };
    case "failed":
      return {
        level: "error",
        source,
        message: "mining.failed",
        values: { step: event.step },
        code: event.error.code,
      };
    case "begun":
      return event.error === undefined
        ? undefined
        : {
            level: "warning",
            source,
            message: "mining.interrupted",
            values: { step: event.step },
            code: event.error.code,
          };
    case "challenge-answered":
      return stepOf(before, "answer") !== "done" && stepOf(after, "answer") === "done"
        ? { level: "good", source, message: "mining.step.answer", values: { millis: event.millis } }
        : undefined;
    case "rewarded":
      return { level: "good", source, message: "mining.rewarded", values: event.facts };
    case "facts":
    case "figures":
    case "challenge-received":
    case "challenge-refused":
    case "challenge-failed":
    case "stop":
      return undefined;
    default:
      return event satisfies never;
  }
}

function stepOf(state: MinerState, name: MiningStepName): string | undefined {
  return state.kind === "off" ? undefined : state.session.steps[name].state;
}
