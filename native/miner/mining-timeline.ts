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
      return stepOf(before, event.step) === "done" ? undefined : stepLine(after, event);
    case "failed":
      return {
        level: "error",
        source,
        message: "mining.failed",
        values: { step: event.step },
        code: event.error.code,
      };
    case "begun":
      if (event.error?.code === "ADDRESS_UNKNOWN")
        return { level: "warning", source, message: "mining.unannounced" };
      // An engine that dies is heard of by whoever asked it, and each try to bring a model back tells why again.
      return event.error === undefined || event.error.code === interruptedBy(before, event.step)
        ? undefined
        : {
            level: "warning",
            source,
            message: "mining.interrupted",
            values: { step: event.step },
            code: event.error.code,
          };
    case "challenge-received":
      return stepOf(before, "challenge") === "done"
        ? undefined
        : { ...good("firstChallenge"), values: { validator: event.validator } };
    case "challenge-answered":
      return stepOf(before, "answer") === "done"
        ? undefined
        : { ...good("firstAnswer"), values: { millis: event.millis } };
    case "rewarded":
      // Later rewards are the ledger's lines.
      return stepOf(before, "reward") !== "done" && stepOf(after, "reward") === "done"
        ? { ...good("firstReward"), values: event.facts }
        : undefined;
    case "facts":
    case "figures":
    case "challenge-refused":
    case "challenge-failed":
    case "stop":
      return undefined;
    default:
      return event satisfies never;
  }
}

/** Steps that change something outside this node, or were waited for. */
function stepLine(
  after: MinerState,
  event: Extract<MinerEvent, { kind: "done" }>,
): TimelineLine | undefined {
  const values = event.facts ?? {};
  switch (event.step) {
    case "register": {
      const netuid = after.kind === "off" ? 0 : after.session.netuid;
      return "block" in values
        ? { ...good("registered"), values: { ...values, netuid } }
        : undefined;
    }
    case "endpoint":
      return { level: "info", source, message: "mining.endpoint", values };
    case "announce":
      return "block" in values
        ? { level: "info", source, message: "mining.announced", values }
        : undefined;
    case "hardware":
    case "model":
    case "challenge":
    case "answer":
    case "reward":
      return undefined;
    default:
      return event.step satisfies never;
  }
}

function good(what: string): TimelineLine {
  return { level: "good", source, message: `mining.${what}` };
}

/** Why a step is worked on again already; undefined where it is not. */
function interruptedBy(state: MinerState, name: MiningStepName): string | undefined {
  if (state.kind === "off") return undefined;
  const step = state.session.steps[name];
  return step.state === "active" ? step.error?.code : undefined;
}

function stepOf(state: MinerState, name: MiningStepName): string | undefined {
  return state.kind === "off" ? undefined : state.session.steps[name].state;
}
