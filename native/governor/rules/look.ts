import { localTime } from "../calendar/local-time.ts";
import type { Circumstances, RuleMemory } from "../machine/governor-state.ts";
import { counted, type Readings } from "../machine/readings.ts";
import { watchEnergy } from "./energy.ts";
import { hold } from "./held.ts";
import { meteredWatts, watchMeters } from "./metering.ts";
import { watchPower } from "./power.ts";
import { watchTemperature } from "./temperature.ts";
import { watchVram } from "./vram.ts";

/** What the rules remember after one look at everything. `works` is true while requests are let through. */
export function look(
  { settings, offset, now }: Circumstances,
  memory: RuleMemory,
  readings: Readings,
  works: boolean,
): RuleMemory {
  const gpus = counted(readings.gpus);
  const meters = watchMeters(memory.meters, gpus, now);
  const watts = meteredWatts(meters, gpus);
  const sample = { watts, works, now };
  const { date } = localTime(now, offset);
  return {
    temperature: watchTemperature(settings.temperature, memory.temperature, gpus, now),
    meters,
    power: watchPower(settings.power.watts, memory.power, sample),
    energy: watchEnergy(memory.energy, { ...sample, date }),
    vram: watchVram(settings.others, memory.vram, readings.gpus),
    fullScreen: hold(memory.fullScreen, readings.fullScreen, now),
    battery: hold(memory.battery, readings.onBattery, now),
  };
}
