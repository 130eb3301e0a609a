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
    case "registered": {
      const netuid = before.kind === "off" ? 0 : before.session.netuid;
      const values = { netuid, uid: event.uid, paid: event.paid.toString() };
      return { level: "good", source, message: "validator.registered", values };
    }
    case "staked": {
      const values = { amount: event.amount.toString() };
      return { level: "good", source, message: "validator.staked", values };
    }
    case "failed":
      return { level: "error", source, message: "validator.failed", code: event.error.code };
    case "loop":
      return loopLine(before, event.event);
    case "identified":
    case "step":
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
    case "round": {
      if (before.kind === "running") return undefined;
      const scores = [...event.book.values()];
      const answered = scores.filter((one) => one.answered).length;
      const values = { miners: scores.length, answered };
      return { level: "good", source, message: "validator.round", values };
    }
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
      return event.permit && before.kind === "waiting-permit"
        ? { level: "good", source, message: "validator.permit" }
        : undefined;
    // The governor's own lines say when and why it pauses.
    case "paused":
    case "waiting":
      return undefined;
    default:
      return event satisfies never;
  }
}
