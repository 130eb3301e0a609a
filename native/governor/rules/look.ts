import { localDate } from "../calendar/local-time.ts";
import type { Circumstances, GovernorState, RuleMemory } from "../machine/governor-state.ts";
import { counted, type Readings } from "../machine/readings.ts";
import { watchEnergy } from "./energy.ts";
import { hold } from "./held.ts";
import { meteredWatts, watchMeters } from "./metering.ts";
import { watchPower } from "./power.ts";
import { watchTemperature } from "./temperature.ts";
import { type ModelPlace, watchVram } from "./vram.ts";

/** What the rules remember after one look at everything. `phase` and `pace` are what the engine was told to be until now. */
export function look(
  { settings, offset, now }: Circumstances,
  memory: RuleMemory,
  readings: Readings,
  { phase, pace }: Pick<GovernorState, "phase" | "pace">,
): RuleMemory {
  const gpus = counted(readings.gpus);
  const meters = watchMeters(memory.meters, gpus, now);
  const watts = meteredWatts(meters, gpus);
  const works = phase.kind === "running";
  const sample = { watts, works, now };
  const date = localDate(now, offset);
  return {
    temperature: watchTemperature(settings.temperature, memory.temperature, gpus, now),
    meters,
    power: watchPower(settings.power.watts, memory.power, { ...sample, pace }),
    energy: watchEnergy(memory.energy, { ...sample, date }),
    vram: watchVram(settings.others, memory.vram, readings.gpus, {
      place: modelPlace(phase),
      files: readings.models,
    }),
    fullScreen: hold(memory.fullScreen, readings.fullScreen, now),
    battery: hold(memory.battery, readings.onBattery, now),
  };
}

function modelPlace(phase: GovernorState["phase"]): ModelPlace {
  switch (phase.kind) {
    case "running":
      return "there";
    case "paused":
      return "away";
    case "pausing":
      return "moves";
    case "resuming":
      // Between two tries it is not there.
      return phase.retryAt === undefined ? "moves" : "away";
    default:
      return phase satisfies never;
  }
}
