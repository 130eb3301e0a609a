import * as z from "zod";
import { type GovernorSettings, governorSettings } from "../api/governor.ts";
import { unixMillis } from "../api/units.ts";
import type { Notes } from "../store/notes.ts";
import type { HandPause } from "./machine/governor-state.ts";
import type { EnergyMemory } from "./rules/energy.ts";

const SETTINGS_NOTE = "governor.settings";
const HAND_NOTE = "governor.hand";
const ENERGY_NOTE = "governor.energy";

const handPause = z.object({ since: unixMillis, until: unixMillis.optional() }).nullable();
const energy = z.object({
  date: z.string(),
  kilowattHours: z.number().nonnegative(),
  workedMillis: z.number().nonnegative(),
});

/** What outlives a restart: the settings, a pause by hand, and what the day has used. */
export interface GovernorStore {
  settings(): GovernorSettings | undefined;
  /** Settings were kept, and can no longer be read. */
  settingsAreLost(): boolean;
  saveSettings(settings: GovernorSettings): void;
  hand(): HandPause | undefined;
  saveHand(hand: HandPause | undefined): void;
  energy(): EnergyMemory | undefined;
  saveEnergy(memory: EnergyMemory): void;
}

/** The store on the ledger file's notes. A note that no longer has its shape is as good as none. */
export function governorStore(notes: Notes): GovernorStore {
  return {
    settings: () => notes.read(SETTINGS_NOTE, governorSettings),
    settingsAreLost: () =>
      notes.has(SETTINGS_NOTE) && notes.read(SETTINGS_NOTE, governorSettings) === undefined,
    saveSettings: (settings) => notes.write(SETTINGS_NOTE, settings),
    hand: () => notes.read(HAND_NOTE, handPause) ?? undefined,
    saveHand: (hand) => notes.write(HAND_NOTE, hand ?? null),
    energy: () => {
      const kept = notes.read(ENERGY_NOTE, energy);
      return kept === undefined ? undefined : { ...kept, at: 0 };
    },
    saveEnergy: ({ date, kilowattHours, workedMillis }) =>
      notes.write(ENERGY_NOTE, { date, kilowattHours, workedMillis }),
  };
}
