import type { HearthError } from "../api/errors.ts";
import type { GovernorReason } from "../api/governor.ts";
import type { TimelineLine } from "../timeline/timeline.ts";
import type { GovernorEvent, GovernorState } from "./machine/governor-state.ts";
import { appearance } from "./machine/machine.ts";
import { chiefReason } from "./reason-text.ts";

const source = "governor";
const MEBIBYTE = 2 ** 20;

/** The lines that an event leaves in the diary: when it slows, pauses, runs again, and what a pause gave back. */
export function governorLines(
  before: GovernorState,
  after: GovernorState,
  event: GovernorEvent,
): readonly TimelineLine[] {
  const lines: TimelineLine[] = [];
  if (event.kind === "freed") lines.push(freedLine(event.freed));
  const [was, is] = [appearance(before), appearance(after)];
  const reason = chiefReason(after.reasons);
  const paused = was === "running" || was === "slowed" || was === "resuming";
  if (is === "pausing" && paused && reason !== undefined) {
    const level = reason.action === "stop" ? "warning" : "info";
    lines.push({
      level,
      source,
      message: `governor.${reason.action}.${reason.kind}`,
      ...said(reason),
    });
  } else if (is === "slowed" && was === "running" && reason !== undefined) {
    lines.push({ level: "info", source, message: `governor.slow.${reason.kind}`, ...said(reason) });
  } else if ((is === "running" || is === "slowed") && was === "resuming") {
    lines.push({ level: "good", source, message: "governor.resumed" });
  } else if (is === "running" && was === "slowed") {
    lines.push({ level: "info", source, message: "governor.fullSpeed" });
  }
  return lines;
}

/** The line of a start whose settings could not be read: a schedule that holds no more must not be believed in. */
export const settingsLostLine: TimelineLine = {
  level: "warning",
  source,
  message: "governor.settingsLost",
};

/** The line of an order that the engine could not follow, the first of several in a row. */
export function failureLine(order: "suspended" | "resumed", error: HearthError): TimelineLine {
  const message = order === "suspended" ? "governor.pauseFailed" : "governor.resumeFailed";
  const values = { reason: error.message };
  return { level: "warning", source, message, values, code: error.code };
}

function freedLine(freed: NonNullable<GovernorState["freed"]>): TimelineLine {
  const values = {
    mebibytes: Math.round(freed.bytes / MEBIBYTE),
    millis: Math.round(freed.millis),
  };
  return freed.proven
    ? { level: "info", source, message: "governor.freed", values }
    : { level: "warning", source, message: "governor.notFreed", values };
}

function said({ value, limit, subject }: GovernorReason): Pick<TimelineLine, "values"> {
  return {
    values: {
      ...(value === undefined ? {} : { value: Math.round(value * 100) / 100 }),
      ...(limit === undefined ? {} : { limit }),
      ...(subject === undefined || subject === "" ? {} : { subject }),
    },
  };
}
