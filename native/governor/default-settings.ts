import type { GovernorSettings } from "../api/governor.ts";

const always = (): boolean[][] =>
  Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => true));

/**
 * What holds until a person says otherwise: keeps the GPU cool and yields to other programs; hours and prices are off. On the practice
 * network a battery only slows: its model is small, and a first try must not meet a pause that nobody asked for.
 */
export function defaultSettings(options: { readonly practice: boolean }): GovernorSettings {
  return {
    temperature: { enabled: true, slowAt: 80, pauseAt: 84, resumeBelow: 76, stopAt: 92 },
    power: {},
    schedule: { enabled: false, hours: always() },
    tariff: { enabled: false, currency: "EUR", basePrice: 0.3, rates: [] },
    others: { vram: "pause", freeBytes: 2 ** 29, fullScreen: "slow" },
    presence: { action: "run", idleMinutes: 5 },
    battery: { action: options.practice ? "slow" : "pause" },
  };
}
