import type { GovernorSettings } from "../../api/governor.ts";
import { nextMidnight } from "../calendar/local-time.ts";
import type { Circumstances, HandPause, RuleMemory } from "../machine/governor-state.ts";
import { counted, type Readings } from "../machine/readings.ts";
import { calendarFindings } from "./calendar-findings.ts";
import { energyFinding } from "./energy.ts";
import type { Finding } from "./finding.ts";
import { meterFinding } from "./metering.ts";
import { powerFinding } from "./power.ts";
import { temperatureFindings } from "./temperature.ts";
import { vramFinding } from "./vram.ts";

/** Everything that the rules have to say now, a person's own wish first. */
export function findings(
  { settings, offset, now }: Circumstances,
  hand: HandPause | undefined,
  memory: RuleMemory,
  readings: Readings,
): readonly Finding[] {
  const { kilowattHoursPerDay } = settings.power;
  const gpus = counted(readings.gpus);
  const all: readonly (Finding | undefined)[] = [
    hand === undefined ? undefined : { kind: "hand", action: "pause", until: hand.until },
    readings.asleep === true ? { kind: "sleep", action: "pause" } : undefined,
    ...temperatureFindings(settings.temperature, memory.temperature, gpus),
    powerFinding(settings.power.watts, memory.power),
    meterFinding(settings.power, memory.meters, gpus),
    energyFinding(kilowattHoursPerDay, memory.energy, () => nextMidnight(now, offset)),
    ...calendarFindings(settings, now, offset),
    vramFinding(settings.others, memory.vram),
    memory.fullScreen.on ? acting("fullScreen", settings.others.fullScreen) : undefined,
    presenceFinding(settings.presence, readings.idleSeconds),
    memory.battery.on ? acting("battery", settings.battery.action) : undefined,
  ];
  return all.filter((finding) => finding !== undefined);
}

function presenceFinding(
  { action, idleMinutes }: GovernorSettings["presence"],
  idleSeconds: number | undefined,
): Finding | undefined {
  if (idleSeconds === undefined || idleSeconds >= idleMinutes * 60) return undefined;
  return acting("presence", action, { value: Math.floor(idleSeconds / 60), limit: idleMinutes });
}

function acting(
  kind: Finding["kind"],
  action: "run" | "slow" | "pause",
  figures: Pick<Finding, "value" | "limit"> = {},
): Finding | undefined {
  return action === "run" ? undefined : { kind, action, ...figures };
}
