import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { unixMillis } from "./units.ts";

/** What a rule does when it holds: nothing, let requests through slowly, or pause and give the memory back. */
export const governorAction = z.enum(["run", "slow", "pause"]);
export type GovernorAction = z.infer<typeof governorAction>;

const minuteOfDay = z.number().int().min(0).max(1440);

/**
 * A price of electricity for some hours of some days (0 is Sunday), per kWh in the tariff's currency; `to` is exclusive. Where `to` is
 * before `from` it lasts past midnight and belongs to the day on which it begins. Of several rates that match, the first holds.
 */
export const tariffRate = z
  .object({
    days: z.array(z.number().int().min(0).max(6)).min(1),
    fromMinute: minuteOfDay,
    toMinute: minuteOfDay,
    pricePerKilowattHour: z.number().min(0).max(100),
  })
  .refine(
    // From 24:00 to 0:00 is no time either.
    ({ fromMinute, toMinute }) => fromMinute !== toMinute && fromMinute - toMinute !== 1440,
    "a rate must last some time",
  );
export type TariffRate = z.infer<typeof tariffRate>;

/** When the GPU may work. Temperatures in °C of the hottest GPU, powers in watts. */
export const governorSettings = z.object({
  temperature: z
    .object({
      enabled: z.boolean(),
      /** From here on requests are let through slowly. */
      slowAt: z.number().min(30).max(110),
      /** From here on nothing runs … */
      pauseAt: z.number().min(30).max(110),
      /** … until it is below this again. */
      resumeBelow: z.number().min(20).max(110),
      /** At once, whatever is in work: requests in flight are cancelled. */
      stopAt: z.number().min(40).max(120),
    })
    .refine(
      ({ slowAt, pauseAt, resumeBelow, stopAt }) =>
        resumeBelow < slowAt && slowAt <= pauseAt && pauseAt < stopAt,
      "temperatures must rise: resume below slow, slow below pause, pause below stop",
    ),
  power: z.object({
    /** Mean watts of all GPUs to stay below by slowing down; absent means no budget. */
    watts: z.number().min(5).max(20_000).optional(),
    /** Energy of one local day in kWh after which it pauses until midnight. */
    kilowattHoursPerDay: z.number().min(0.01).max(500).optional(),
  }),
  schedule: z.object({
    enabled: z.boolean(),
    /** For each day (0 is Sunday) 24 hours, true where it may run. */
    hours: z.array(z.array(z.boolean()).length(24)).length(7),
  }),
  tariff: z.object({
    enabled: z.boolean(),
    currency: z.string().min(1).max(8),
    /** Where no rate matches. */
    basePrice: z.number().min(0).max(100),
    rates: z.array(tariffRate).max(100),
    /** Dearer hours are paused; absent means that price only counts in reports. */
    mostPerKilowattHour: z.number().min(0).max(100).optional(),
  }),
  others: z.object({
    /** When another program takes so much that less than this is free beside it. */
    vram: governorAction,
    freeBytes: z.number().int().min(0),
    /** When another program fills the screen. */
    fullScreen: governorAction,
  }),
  presence: z.object({
    /** While the person uses the computer. */
    action: governorAction,
    /** After this long without a key or a movement it counts as unused. */
    idleMinutes: z.number().int().min(1).max(240),
  }),
  battery: z.object({ action: governorAction }),
});
export type GovernorSettings = z.infer<typeof governorSettings>;

/** Why it is slow, paused or stopped. Figures: °C, watts, kWh, price, bytes or minutes, as the kind says. */
export const governorReason = z.object({
  kind: z.enum([
    "hand",
    "temperature",
    "temperatureUnknown",
    "powerBudget",
    "powerUnknown",
    "energyBudget",
    "schedule",
    "tariff",
    "vram",
    "fullScreen",
    "presence",
    "battery",
    "sleep",
  ]),
  /** "none" is only said: a rule is on that cannot be kept here, or not now. */
  action: z.enum(["none", "slow", "pause", "stop"]),
  since: unixMillis,
  /** When it ends by itself, where that can be known. */
  until: unixMillis.optional(),
  /** The figure that broke the rule, and the rule's own; of an unknown power how many GPUs are measured, and of how many. */
  value: z.number().optional(),
  limit: z.number().optional(),
  /** What it is about: a device's or a program's name. */
  subject: z.string().optional(),
});
export type GovernorReason = z.infer<typeof governorReason>;

/** What can be sensed here; what cannot is said, so that a rule that cannot work is not believed in. */
export const governorSenses = z.object({
  temperature: z.boolean(),
  power: z.boolean(),
  vram: z.boolean(),
  fullScreen: z.boolean(),
  presence: z.boolean(),
  battery: z.boolean(),
});

/** What the governor does now and why. */
export const governorStatus = z.object({
  state: z.enum(["running", "slowed", "pausing", "paused", "stopped", "resuming"]),
  reasons: z.array(governorReason),
  /** Share of the time in which requests are let through, 0..1. */
  pace: z.number().min(0).max(1),
  since: unixMillis,
  /** When it runs again, where the reasons tell. */
  resumesAt: unixMillis.optional(),
  /** What the last pause gave back, as the devices were seen before and after. */
  freed: z
    .object({
      bytes: z.number().int(),
      millis: z.number().nonnegative(),
      /** False where the devices still showed it as held after two seconds. */
      proven: z.boolean(),
      at: unixMillis,
    })
    .optional(),
  todayKilowattHours: z.number().nonnegative().optional(),
  priceNow: z.number().nonnegative().optional(),
  senses: governorSenses,
});
export type GovernorStatus = z.infer<typeof governorStatus>;

/** One stretch of the coming week in which nothing changes. */
export const governorSlot = z.object({
  start: unixMillis,
  end: unixMillis,
  runs: z.boolean(),
  reason: z.enum(["hand", "schedule", "tariff", "energyBudget"]).optional(),
  pricePerKilowattHour: z.number().optional(),
});
export type GovernorSlot = z.infer<typeof governorSlot>;

/** Keeps the computer usable, cool and cheap while it mines; needs no rights of an administrator. */
export const governor = {
  settings: procedure.input(nothing).output(governorSettings),
  /** BAD_INPUT where the settings contradict themselves. They hold at once. */
  save: procedure.input(governorSettings).output(governorSettings),
  status: procedure.input(nothing).output(governorStatus),
  watch: procedure.input(nothing).output(eventIterator(governorStatus)),
  /**
   * The coming seven days from now, by hours, tariff, the energy of a day and a pause by hand that has an end, with hours, energy and cost
   * where they can be known.
   */
  preview: procedure.input(z.object({ settings: governorSettings.optional() }).default({})).output(
    z.object({
      slots: z.array(governorSlot),
      hours: z.number(),
      /** From the GPUs' power limits or the mean that was measured; absent where neither is known. */
      kilowattHours: z.number().optional(),
      cost: z.number().optional(),
      currency: z.string(),
      /** GPUs that tell no power, by name: their energy and cost come on top of these. */
      unmetered: z.array(z.string()).optional(),
    }),
  ),
  /** Pauses by hand, for some minutes or until `resume`. */
  pause: procedure
    .input(z.object({ minutes: z.number().int().min(1).max(10_080).optional() }).default({}))
    .output(governorStatus),
  /** Ends a pause by hand. Other reasons hold on. */
  resume: procedure.input(nothing).output(governorStatus),
  /** What the desktop shell senses for the node; each figure is believed for half a minute. */
  sense: procedure
    .input(
      z.object({
        /** Seconds since the last key or movement. */
        idleSeconds: z.number().nonnegative().optional(),
        onBattery: z.boolean().optional(),
        /** True right before the computer sleeps, false when it woke. */
        asleep: z.boolean().optional(),
      }),
    )
    .output(z.object({})),
};
