import fc from "fast-check";
import { expect, test } from "vitest";
import type { GovernorSettings } from "../../../native/api/governor.ts";
import { firstState } from "../../../native/governor/machine/governor-state.ts";
import type { GpuReading } from "../../../native/governor/machine/readings.ts";
import { base, drive, GIB, gpu, START } from "./histories.ts";

/** A card that heats with what it draws: watts at rest and at work, °C a watt, and the seconds in which it follows. */
interface Card {
  readonly idle: number;
  readonly most: number;
  readonly degreesPerWatt: number;
  readonly seconds: number;
}
const AMBIENT = 25;
const card: fc.Arbitrary<Card> = fc.record({
  idle: fc.integer({ min: 5, max: 40 }),
  most: fc.integer({ min: 120, max: 450 }),
  degreesPerWatt: fc.double({ min: 0.1, max: 0.35, noNaN: true }),
  seconds: fc.integer({ min: 40, max: 240 }),
});
/** From a second on: what a game takes, whether the person is there, on battery, and for how long the sensors are silent. */
const happening = fc.record({
  at: fc.integer({ min: 0, max: 1_800 }),
  game: fc.integer({ min: 0, max: 18 }),
  used: fc.boolean(),
  onBattery: fc.boolean(),
  silent: fc.integer({ min: 0, max: 20 }),
});
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

interface Moment {
  readonly second: number;
  readonly running: boolean;
  readonly pace: number;
  readonly celsius: readonly number[];
  readonly watts: number;
  readonly told: boolean;
  readonly suspended: boolean;
  readonly reasons: readonly string[];
}

/** Lives so many seconds in a world of these cards, with an engine that obeys and a model of eight GiB on the first. */
function live(
  cards: readonly Card[],
  happenings: readonly Happening[],
  settings: GovernorSettings,
  seconds: number,
): Moment[] {
  const ordered = happenings.toSorted((a, b) => a.at - b.at);
  const celsius = cards.map(() => AMBIENT);
  const moments: Moment[] = [];
  let state = firstState({ now: START });
  for (let second = 0; second < seconds; second += 1) {
    const running = state.phase.kind === "running";
    const share = running ? state.pace : 0;
    const draws = cards.map(({ idle, most }) => idle + (most - idle) * share);
    for (const [index, { degreesPerWatt, seconds: slow }] of cards.entries()) {
      const target = AMBIENT + degreesPerWatt * (draws[index] ?? 0);
      celsius[index] = (celsius[index] ?? 0) + (target - (celsius[index] ?? 0)) / slow;
    }
    const now = ordered.findLast(({ at }) => at <= second);
    const told = now === undefined || second >= now.at + now.silent;
    const own = running ? 8 : 0;
    const gpus = cards.map((_, index): GpuReading => {
      const game = index === 0 ? (now?.game ?? 0) : 0;
      const ours = index === 0 ? own : 0;
      return gpu({
        id: `gpu-${index}`,
        name: `Card ${index}`,
        celsius: told ? celsius[index] : undefined,
        watts: told ? draws[index] : undefined,
        usedBytes: Math.min(24, 1 + game + ours) * GIB,
        ownBytes: ours * GIB,
      });
    });
    const readings = {
      gpus,
      idleSeconds: now?.used === true ? 0 : 3_600,
      onBattery: now?.onBattery ?? false,
    };
    const step = drive(state, { kind: "read", readings }, START + second * 1_000, settings);
    state = step.state;
    moments.push({
      second,
      running: state.phase.kind === "running",
      pace: state.pace,
      celsius: [...celsius],
      watts: draws.reduce((sum, watts) => sum + watts, 0),
      told,
      suspended: step.actions.some(({ kind }) => kind === "suspend"),
      reasons: state.reasons.filter(({ action }) => action !== "none").map(({ kind }) => kind),
    });
  }
  return moments;
}

const rules: GovernorSettings = {
  ...base,
  presence: { action: "slow", idleMinutes: 5 },
  battery: { action: "pause" },
};

test("whatever comes and goes, no card gets hotter than the limit and what it rises in the time in which its sensor is silent", () => {
  const { pauseAt, resumeBelow } = rules.temperature;
  fc.assert(
    fc.property(
      fc.array(card, { minLength: 1, maxLength: 2 }),
      fc.array(happening, { maxLength: 8 }),
      (cards, happenings) => {
        const moments = live(cards, happenings, rules, 1_800);
        // The fastest rise of a second, at the limit.
        const rise = ({ degreesPerWatt, most, seconds }: Card, from: number): number =>
          Math.max(0, (AMBIENT + degreesPerWatt * most - from) / seconds);
        for (const { celsius, told, running } of moments) {
          for (const [index, one] of cards.entries())
            expect(celsius[index]).toBeLessThan(pauseAt + 22 * rise(one, resumeBelow));
          if (told && celsius.some((degrees) => degrees >= pauseAt)) expect(running).toBe(false);
        }
        // From a pause to the next for heat a card must first cool and heat up again.
        const quickest = Math.min(
          ...cards.map((one) => (pauseAt - resumeBelow) / Math.max(1e-9, rise(one, resumeBelow))),
        );
        const pauses = moments.filter(
          ({ suspended, reasons }) =>
            suspended && reasons.length === 1 && reasons[0] === "temperature",
        );
        expect(pauses.length).toBeLessThanOrEqual(1_800 / quickest + 1);
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

test("a watt budget is kept beside all other rules: over any quarter of an hour no more is drawn, once it has settled", () => {
  const cool = card.map((one) => ({ ...one, degreesPerWatt: 0.05 }));
  fc.assert(
    fc.property(
      fc.array(cool, { minLength: 1, maxLength: 2 }),
      fc.array(
        happening.map((one) => ({ ...one, at: 1_200 + one.at })),
        { maxLength: 6 },
      ),
      fc.double({ min: 0.3, max: 0.9, noNaN: true }),
      (cards, happenings, part) => {
        const idle = cards.reduce((sum, one) => sum + one.idle, 0);
        const most = cards.reduce((sum, one) => sum + one.most, 0);
        const watts = idle + (most - idle) * part;
        const settings = { ...rules, power: { watts } };
        const settled = live(cards, happenings, settings, 3_900).slice(1_200);
        for (let from = 0; from + 900 <= settled.length; from += 300) {
          const quarter = settled.slice(from, from + 900);
          const mean = quarter.reduce((sum, one) => sum + one.watts, 0) / quarter.length;
          expect(mean).toBeLessThanOrEqual(watts * 1.02);
        }
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

test("when everything is over, it runs at full speed again", () => {
  const cool = card.map((one) => ({ ...one, degreesPerWatt: 0.1 }));
  fc.assert(
    fc.property(
      fc.array(cool, { minLength: 1, maxLength: 2 }),
      fc.array(happening, { maxLength: 8 }),
      (cards, happenings) => {
        const over = { at: 1_801, game: 0, used: false, onBattery: false, silent: 0 };
        const last = live(cards, [...happenings, over], rules, 2_400).at(-1);
        expect(last).toMatchObject({ running: true, pace: 1, reasons: [] });
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);
