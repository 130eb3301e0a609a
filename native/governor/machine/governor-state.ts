import type { GovernorReason, GovernorSettings, GovernorStatus } from "../../api/governor.ts";
import type { Offset } from "../calendar/local-time.ts";
import { type EnergyMemory, noEnergy } from "../rules/energy.ts";
import { type Held, notHeld } from "../rules/held.ts";
import type { MeterMemory } from "../rules/metering.ts";
import { noPower, type PowerMemory } from "../rules/power.ts";
import type { TemperatureMemory } from "../rules/temperature.ts";
import type { VramMemory } from "../rules/vram.ts";
import { nothingRead, type Readings } from "./readings.ts";

/** What the rules remember from look to look. */
export interface RuleMemory {
  readonly temperature: TemperatureMemory;
  readonly meters: MeterMemory;
  readonly power: PowerMemory;
  readonly energy: EnergyMemory;
  readonly vram: VramMemory;
  readonly fullScreen: Held;
  readonly battery: Held;
}

/** A pause that a person asked for; without `until` it lasts until they end it. */
export interface HandPause {
  readonly since: number;
  readonly until?: number | undefined;
}

/** What the engine is told to be: `failures` in a row, and when it is told again after one. */
export type Phase =
  | { readonly kind: "running" | "paused" }
  | {
      readonly kind: "pausing";
      /** Requests in work were not given any grace. */
      readonly hard: boolean;
      readonly failures: number;
      readonly retryAt?: number;
    }
  | { readonly kind: "resuming"; readonly failures: number; readonly retryAt?: number };

/** All that the governor knows. */
export interface GovernorState {
  readonly phase: Phase;
  /** When the phase began, or the pace fell below 1 or came back. */
  readonly since: number;
  readonly reasons: readonly GovernorReason[];
  /** Share of the time that the engine was told to work while it runs. */
  readonly pace: number;
  readonly hand?: HandPause | undefined;
  readonly readings: Readings;
  readonly memory: RuleMemory;
  /** Number of the last suspend or resume; answers to earlier ones no longer count. */
  readonly turn: number;
  readonly freed?: GovernorStatus["freed"];
}

/** What can happen. */
export type GovernorEvent =
  | { readonly kind: "read"; readonly readings: Readings }
  | { readonly kind: "settings" }
  | { readonly kind: "hand"; readonly until?: number | undefined }
  | { readonly kind: "release" }
  | { readonly kind: "suspended" | "resumed" | "failed"; readonly turn: number }
  | { readonly kind: "freed"; readonly freed: NonNullable<GovernorStatus["freed"]> };

/** What the engine is to be told. */
export type GovernorAction =
  | { readonly kind: "suspend"; readonly turn: number; readonly graceMillis: number }
  | {
      readonly kind: "resume";
      readonly turn: number;
      /** The last one failed, so that the engine may be half awake. */
      readonly again: boolean;
    }
  | { readonly kind: "pace"; readonly share: number };

/** What holds from outside while an event is looked at. */
export interface Circumstances {
  readonly settings: GovernorSettings;
  readonly offset: Offset;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Running at full pace, nothing known. */
export function firstState(options: {
  readonly now: number;
  readonly hand?: HandPause | undefined;
  readonly energy?: EnergyMemory | undefined;
}): GovernorState {
  return {
    phase: { kind: "running" },
    since: options.now,
    reasons: [],
    pace: 1,
    hand: options.hand,
    readings: nothingRead,
    memory: {
      temperature: {},
      meters: {},
      power: noPower,
      energy: options.energy ?? noEnergy,
      vram: {},
      fullScreen: notHeld,
      battery: notHeld,
    },
    turn: 0,
  };
}
