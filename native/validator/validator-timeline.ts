import type { TimelineLine } from "../timeline/timeline.ts";
import type { ValidatorEvent, ValidatorState } from "./validator-machine.ts";

const source = "validator";

/** The line that an event leaves in the diary, if it is worth one: the steps, the first round, weights, trouble, start and stop. */
export function validatorLine(
  before: ValidatorState,
  event: ValidatorEvent,
): TimelineLine | undefined {
  switch (event.kind) {
    case "start": {
      const values = { wallet: event.wallet, hotkey: event.hotkey, netuid: event.netuid };
      return { level: "info", source, message: "validator.started", values };
    }
    case "stopped":
      return { level: "info", source, message: "validator.stopped" };
    case "step":
      return { level: "info", source, message: `validator.step.${event.step}` };
    case "failed":
      return { level: "error", source, message: "validator.failed", code: event.error.code };
    case "loop":
      return loopLine(before, event.event);
    case "identified":
    case "stop":
      return undefined;
    default:
      return event satisfies never;
  }
}

function loopLine(
  before: ValidatorState,
  event: Extract<ValidatorEvent, { kind: "loop" }>["event"],
): TimelineLine | undefined {
  switch (event.kind) {
    case "waiting":
      return before.kind === "waiting-permit"
        ? undefined
        : { level: "info", source, message: `validator.waiting.${event.reason}` };
    case "round":
      return before.kind === "running"
        ? undefined
        : {
            level: "good",
            source,
            message: "validator.firstRound",
            values: { miners: event.book.size },
          };
    case "weights": {
      const values = { block: event.block, miners: event.shares.size };
      return { level: "good", source, message: "validator.weights", values };
    }
    case "trouble": {
      const values = { during: event.during };
      return {
        level: "warning",
        source,
        message: "validator.trouble",
        values,
        code: event.error.code,
      };
    }
    case "standing":
      return undefined;
    default:
      return event satisfies never;
  }
}
