import type { GovernorSettings } from "../../api/governor.ts";
import type { Finding } from "./finding.ts";

/** What the temperature rule remembers: its level holds inside the band between `resumeBelow` and the limit that was passed. */
export interface TemperatureMemory {
  readonly level: "run" | "slow" | "pause" | "stop";
  readonly celsius?: number;
  readonly subject?: string;
  /** When a temperature was last known. */
  readonly seenAt?: number;
  /** The sensor told before and no longer does. */
  readonly lost: boolean;
}

/** Nothing was measured yet. */
export const noTemperature: TemperatureMemory = { level: "run", lost: false };

/** A sensor may miss a few samples before that means anything. Milliseconds. */
const MISSED = 30_000;
/** After this long without load any GPU has cooled down, seen or not. Milliseconds. */
const COOLED = 600_000;

/** The rule's memory after one look at the hottest GPU; without a temperature the last level holds for a while. */
export function watchTemperature(
  rule: GovernorSettings["temperature"],
  memory: TemperatureMemory,
  hottest: { readonly celsius?: number | undefined; readonly name: string } | undefined,
  now: number,
): TemperatureMemory {
  if (!rule.enabled) return noTemperature;
  const celsius = hottest?.celsius;
  if (celsius !== undefined) {
    const level = nextLevel(rule, memory.level, celsius);
    return { level, celsius, subject: hottest?.name ?? "", seenAt: now, lost: false };
  }
  if (memory.seenAt === undefined) return memory;
  const gap = now - memory.seenAt;
  if (gap < MISSED) return memory;
  const hot = memory.level === "pause" || memory.level === "stop";
  return hot && gap < COOLED ? { ...memory, lost: true } : { ...memory, level: "slow", lost: true };
}

function nextLevel(
  rule: GovernorSettings["temperature"],
  level: TemperatureMemory["level"],
  celsius: number,
): TemperatureMemory["level"] {
  if (celsius >= rule.stopAt || (level === "stop" && celsius >= rule.resumeBelow)) return "stop";
  if (celsius >= rule.pauseAt || (level === "pause" && celsius >= rule.resumeBelow)) return "pause";
  if (celsius >= rule.slowAt || (level === "slow" && celsius >= rule.resumeBelow)) return "slow";
  return "run";
}

/** What the rule says now. A GPU that never told its temperature is only said: its own driver guards it. */
export function temperatureFinding(
  rule: GovernorSettings["temperature"],
  memory: TemperatureMemory,
): Finding | undefined {
  if (!rule.enabled) return undefined;
  if (memory.seenAt === undefined) return { kind: "temperatureUnknown", action: "none" };
  const { level, celsius, subject } = memory;
  if (memory.lost) {
    return { kind: "temperatureUnknown", action: level === "run" ? "slow" : level, subject };
  }
  if (level === "run") return undefined;
  const limit = { slow: rule.slowAt, pause: rule.pauseAt, stop: rule.stopAt }[level];
  return { kind: "temperature", action: level, value: celsius, limit, subject };
}
