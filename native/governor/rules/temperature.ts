import type { GovernorSettings } from "../../api/governor.ts";
import { carried } from "./carried.ts";
import type { Finding } from "./finding.ts";
import { type NamedGpu, placedNames } from "./placed-names.ts";
import { MISSED } from "./samples.ts";

/** What the rule remembers of one GPU: its level holds inside the band between `resumeBelow` and the limit that was passed. */
export interface DeviceHeat {
  readonly level: "run" | "slow" | "pause" | "stop";
  readonly celsius: number;
  readonly name: string;
  /** When its temperature was last known. */
  readonly seenAt: number;
  /** Its sensor told before and no longer does. */
  readonly lost: boolean;
}

/** By device id: each GPU for itself, so that a cool one does not speak for a hot one that fell silent. */
export type TemperatureMemory = Readonly<Record<string, DeviceHeat>>;

/** What the rule looks at of one GPU. */
export interface GpuHeat extends NamedGpu {
  readonly celsius?: number | undefined;
}

/** After this long without load any GPU has cooled down, seen or not. Milliseconds. */
const COOLED = 600_000;
/** From the mildest to the hardest. */
const LEVELS = ["run", "slow", "pause", "stop"] as const;

/** The rule's memory after one look; a GPU without a temperature keeps its level for a while. */
export function watchTemperature(
  rule: GovernorSettings["temperature"],
  memory: TemperatureMemory,
  gpus: readonly GpuHeat[],
  now: number,
): TemperatureMemory {
  if (!rule.enabled) return {};
  const known = carried(memory, gpus);
  const ids = new Set([...Object.keys(memory), ...gpus.map(({ id }) => id)]);
  return Object.fromEntries(
    [...ids].flatMap((id): [string, DeviceHeat][] => {
      const gpu = gpus.find((one) => one.id === id);
      const before = gpu === undefined ? memory[id] : known(gpu);
      const after =
        gpu?.celsius === undefined
          ? before && unseen(before, now, { listed: gpu !== undefined, any: gpus.length > 0 })
          : seen(rule, before, gpu.name, gpu.celsius, now);
      return after === undefined ? [] : [[id, after]];
    }),
  );
}

function seen(
  rule: GovernorSettings["temperature"],
  before: DeviceHeat | undefined,
  name: string,
  celsius: number,
  now: number,
): DeviceHeat {
  const level = nextLevel(rule, before?.level ?? "run", celsius);
  return { level, celsius, name, seenAt: now, lost: false };
}

/** Undefined for a GPU that is gone: unplugged while others are there, or none is for so long that it has cooled down. */
function unseen(
  heat: DeviceHeat,
  now: number,
  { listed, any }: { readonly listed: boolean; readonly any: boolean },
): DeviceHeat | undefined {
  if (!listed && any) return undefined;
  const gap = now - heat.seenAt;
  // A clock that was set back tells no age: it is counted from now on.
  if (gap < 0) return { ...heat, seenAt: now };
  if (gap < MISSED) return heat;
  if (!listed && gap >= COOLED) return undefined;
  const hot = heat.level === "pause" || heat.level === "stop";
  return hot && gap < COOLED ? { ...heat, lost: true } : { ...heat, level: "slow", lost: true };
}

function nextLevel(
  rule: GovernorSettings["temperature"],
  level: DeviceHeat["level"],
  celsius: number,
): DeviceHeat["level"] {
  if (celsius >= rule.stopAt || (level === "stop" && celsius >= rule.resumeBelow)) return "stop";
  if (celsius >= rule.pauseAt || (level === "pause" && celsius >= rule.resumeBelow)) return "pause";
  if (celsius >= rule.slowAt || (level === "slow" && celsius >= rule.resumeBelow)) return "slow";
  return "run";
}

/**
 * What the rule says now, of the worst GPU whose temperature is known and of the worst that fell silent. One that never told its
 * temperature is only named, and where none ever did that is said: its own driver guards it.
 */
export function temperatureFindings(
  rule: GovernorSettings["temperature"],
  memory: TemperatureMemory,
  gpus: readonly GpuHeat[] = [],
): readonly Finding[] {
  if (!rule.enabled) return [];
  const all = Object.values(memory);
  if (all.length === 0) return [{ kind: "temperatureUnknown", action: "none" }];
  const known = worst(all.filter(({ lost }) => !lost));
  const lost = worst(all.filter((heat) => heat.lost));
  const found: Finding[] = [];
  if (known !== undefined && known.level !== "run") {
    const { level: action, celsius: value, name: subject } = known;
    const limit = { slow: rule.slowAt, pause: rule.pauseAt, stop: rule.stopAt }[action];
    found.push({ kind: "temperature", action, value, limit, subject });
  }
  if (lost !== undefined) {
    const action = lost.level === "run" ? "slow" : lost.level;
    found.push({ kind: "temperatureUnknown", action, subject: lost.name });
  }
  const mute = gpus.filter(({ id, celsius }) => celsius === undefined && memory[id] === undefined);
  if (mute.length > 0) {
    const subject = placedNames(gpus, mute).join(", ");
    found.push({ kind: "temperatureUnknown", action: "none", subject });
  }
  return found;
}

function worst(all: readonly DeviceHeat[]): DeviceHeat | undefined {
  const rank = ({ level }: DeviceHeat): number => LEVELS.indexOf(level);
  return all.toSorted((left, right) => rank(right) - rank(left) || right.celsius - left.celsius)[0];
}
