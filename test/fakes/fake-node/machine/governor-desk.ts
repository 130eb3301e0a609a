import type {
  GovernorReason,
  GovernorSettings,
  GovernorStatus,
} from "../../../../native/api/governor.ts";
import { load, releaseAll } from "../models/engine-desk.ts";
import { say } from "../say.ts";
import type { World } from "../world.ts";
import { priceAt } from "./week-preview.ts";

/** What the fake knows of the governor. */
export interface GovernorState {
  settings: GovernorSettings;
  status: GovernorStatus;
}

/** A governor that lets everything run, on a computer that cannot see full screens. */
export function createGovernorState(): GovernorState {
  return {
    settings: sampleSettings(),
    status: {
      state: "running",
      reasons: [],
      pace: 1,
      since: Date.now() - 5_400_000,
      todayKilowattHours: 2.413,
      priceNow: 0.31,
      senses: {
        temperature: true,
        power: true,
        vram: true,
        fullScreen: false,
        presence: true,
        battery: false,
      },
    },
  };
}

function sampleSettings(): GovernorSettings {
  const weekday = Array.from({ length: 24 }, (_, hour) => hour < 8 || hour >= 18);
  const always = Array.from({ length: 24 }, () => true);
  return {
    temperature: { enabled: true, slowAt: 80, pauseAt: 84, resumeBelow: 76, stopAt: 90 },
    power: { watts: 500, kilowattHoursPerDay: 12 },
    schedule: {
      enabled: true,
      hours: [always, weekday, weekday, weekday, weekday, weekday, always],
    },
    tariff: {
      enabled: true,
      currency: "EUR",
      basePrice: 0.31,
      rates: [
        { days: [1, 2, 3, 4, 5], fromMinute: 1020, toMinute: 1260, pricePerKilowattHour: 0.44 },
        { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 360, pricePerKilowattHour: 0.22 },
      ],
      mostPerKilowattHour: 0.4,
    },
    others: { vram: "pause", freeBytes: 2 * 1024 ** 3, fullScreen: "pause" },
    presence: { action: "slow", idleMinutes: 5 },
    battery: { action: "pause" },
  };
}

/** Publishes what the governor does now. */
export function setGovernor(world: World, next: Partial<GovernorStatus>): GovernorStatus {
  world.governor.status = { ...world.governor.status, since: Date.now(), ...next };
  world.channels.governor.publish(world.governor.status);
  return world.governor.status;
}

/** Pauses for a reason: memory is given back and the miner says that it is paused. */
export function pauseFor(world: World, reason: GovernorReason): GovernorStatus {
  const bytes = world.engine.models.reduce((sum, model) => sum + model.bytes, 0);
  releaseAll(world);
  const { state } = world.mining;
  if (state !== "off" && state !== "failed") {
    world.mining = { ...world.mining, state: "paused" };
    world.channels.mining.publish(world.mining);
  }
  const { subject, value, limit } = reason;
  say(world, "info", "governor", `governor.${reason.action}.${reason.kind}`, {
    ...(subject !== undefined && { subject }),
    ...(value !== undefined && { value: Math.round(value) }),
    ...(limit !== undefined && { limit }),
  });
  return setGovernor(world, {
    state: reason.action === "stop" ? "stopped" : "paused",
    reasons: [reason],
    pace: 0,
    freed: { bytes, millis: 640, proven: true, at: Date.now() },
    ...(reason.until !== undefined && { resumesAt: reason.until }),
  });
}

/** Pauses by hand, for some minutes or until resumed. */
export function pauseByHand(world: World, minutes: number | undefined): GovernorStatus {
  const since = Date.now();
  return pauseFor(world, {
    kind: "hand",
    action: "pause",
    since,
    ...(minutes !== undefined && { until: since + minutes * 60_000 }),
  });
}

/** Ends a pause by hand: the model is loaded again. */
export function resume(world: World): GovernorStatus {
  const { resumesAt: _at, ...rest } = world.governor.status;
  world.governor.status = rest;
  if (world.mining.state === "paused") {
    world.mining = { ...world.mining, state: "earning", lastAnswerAt: Date.now() };
    load(world, world.mining.model ?? "hearth-demo-f16");
    world.channels.mining.publish(world.mining);
  }
  say(world, "good", "governor", "governor.resumed", {});
  return setGovernor(world, { state: "running", reasons: [], pace: 1 });
}

/** Keeps settings; they hold at once. */
export function saveSettings(world: World, next: GovernorSettings): GovernorSettings {
  world.governor.settings = next;
  const { priceNow: _price, ...rest } = world.governor.status;
  const priceNow = priceAt(next, new Date());
  world.governor.status = rest;
  setGovernor(world, priceNow === undefined ? {} : { priceNow });
  return next;
}
