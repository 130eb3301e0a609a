import * as fc from "fast-check";
import { createInstance, type TFunction } from "i18next";
import { beforeAll, expect, test } from "vitest";
import {
  type GovernorReason,
  type GovernorStatus,
  governorReason,
} from "../../../native/api/governor.ts";
import {
  governorSentence,
  notKept,
  reasonCause,
} from "../../../renderer/features/mine/governor/reason-text.ts";
import {
  canBeSaved,
  temperaturesRise,
} from "../../../renderer/features/mine/governor/settings-problem.ts";
import {
  fillWeek,
  isOn,
  paint,
  step,
} from "../../../renderer/features/mine/governor/week/paint.ts";
import page from "../../../resources/locales/en/page.json" with { type: "json" };
import { createGovernorState } from "../../fakes/fake-node/machine/governor-desk.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const context = { now: NOW, gpus: 1, resumeBelow: 76, currency: "EUR" };
let t: TFunction;
beforeAll(async () => {
  const i18n = createInstance();
  t = await i18n.init({
    lng: "en",
    resources: { en: { translation: page } },
    interpolation: { escapeValue: false },
  });
});

function status(
  state: GovernorStatus["state"],
  reasons: readonly Partial<GovernorReason>[],
): GovernorStatus {
  return {
    ...createGovernorState().status,
    state,
    pace: 0.4,
    reasons: reasons.map((reason) => ({
      kind: "hand",
      action: "pause",
      since: NOW,
      ...reason,
    })),
  };
}

const hot: Partial<GovernorReason> = {
  kind: "temperature",
  value: 84.2,
  limit: 84,
  subject: "RTX 4090",
};

test("a pause says why and when it ends", () => {
  const say = (more: Partial<typeof context>): string =>
    governorSentence(t, status("paused", [hot]), { ...context, ...more });
  expect(say({})).toBe("Paused: GPU at 84 °C, resumes below 76 °C.");
  expect(say({ gpus: 2 })).toBe("Paused: RTX 4090 at 84 °C, resumes below 76 °C.");
  const unknown = governorSentence(t, status("paused", [hot]), { now: NOW, gpus: 1 });
  expect(unknown).toBe("Paused: GPU at 84 °C, resumes when it is cooler.");
});

test("a pause that several reasons hold ends with the last of them, and at no time where one has no end", () => {
  const hours: Partial<GovernorReason> = { kind: "schedule", until: NOW + 30 * 60_000 };
  const dear: Partial<GovernorReason> = { kind: "tariff", value: 0.5, limit: 0.3 };
  const later = { ...dear, until: NOW + 150 * 60_000 };
  const resumesAt = NOW + 150 * 60_000;
  const both = { ...status("paused", [hours, later]), resumesAt };
  expect(governorSentence(t, both, context)).toMatch(
    /^Paused: outside your hours, resumes in 2 h 30 min, at \d\d:\d\d\.$/,
  );
  const open = status("paused", [hours, dear]);
  expect(governorSentence(t, open, context)).toMatch(
    /^Paused: outside your hours, not before \d\d:\d\d\.$/,
  );
});

test("a budget that does not cover a card says which, and that its draw comes on top", () => {
  const uncovered = { kind: "powerUnknown", action: "none", subject: "RX 7800 XT" } as const;
  expect(governorSentence(t, status("running", [uncovered]), { ...context, gpus: 2 })).toBe(
    "Nothing holds it back.",
  );
  const say = (reason: Partial<GovernorReason>): string =>
    notKept(t, { kind: "hand", action: "none", since: NOW, ...reason }, context);
  expect(say({ kind: "temperatureUnknown" })).toMatch(/^No GPU here tells its temperature/);
  expect(say({ kind: "temperatureUnknown", subject: "RTX" })).toBe(
    "Not covered by the temperature rule: RTX. Nothing tells the temperature there; the driver itself guards it.",
  );
  expect(say(uncovered)).toBe(
    "Not covered by your power and energy limits: RX 7800 XT. Nothing tells what is drawn there, and it comes on top.",
  );
});

test("what stops comes before what slows; a rule that cannot be kept is no reason", () => {
  const two = status("paused", [
    { kind: "presence", action: "slow", value: 1, limit: 5 },
    { kind: "temperatureUnknown", action: "none" },
    { kind: "hand", action: "pause" },
  ]);
  expect(governorSentence(t, two, context)).toBe("Paused: by your own hand, until you resume.");
  const none = status("running", [{ kind: "temperatureUnknown", action: "none" }]);
  expect(governorSentence(t, none, context)).toBe("Nothing holds it back.");
});

test("a known end is said with how long it is yet", () => {
  const timed = status("paused", [{ kind: "hand", until: NOW + 42 * 60_000 }]);
  expect(governorSentence(t, timed, context)).toMatch(
    /^Paused: by your own hand, resumes in 42 min, at \d\d:\d\d\.$/,
  );
});

test("every kind of reason has words, whatever it knows", () => {
  for (const kind of governorReason.shape.kind.options) {
    for (const figures of [{}, { value: 3, limit: 2, subject: "blender" }]) {
      const cause = reasonCause(t, { kind, action: "pause", since: NOW, ...figures }, context);
      expect(cause, kind).not.toMatch(/governor\.|\{\{|undefined/);
      for (const state of ["slowed", "pausing", "paused", "stopped", "resuming"] as const) {
        const said = governorSentence(t, status(state, [{ kind, ...figures }]), context);
        expect(said, kind).toMatch(/\.$/);
        expect(said, kind).not.toMatch(/governor\.|\{\{|undefined/);
      }
    }
  }
});

test("temperatures must rise, days must be named, and then settings can be saved", () => {
  const { settings } = createGovernorState();
  expect(canBeSaved(settings)).toBe(true);
  const { temperature, tariff } = settings;
  expect(temperaturesRise({ ...temperature, resumeBelow: temperature.slowAt })).toBe(false);
  expect(temperaturesRise({ ...temperature, slowAt: temperature.pauseAt })).toBe(true);
  expect(temperaturesRise({ ...temperature, stopAt: temperature.pauseAt })).toBe(false);
  const rate = { days: [], fromMinute: 0, toMinute: 60, pricePerKilowattHour: 1 };
  expect(canBeSaved({ ...settings, tariff: { ...tariff, rates: [rate] } })).toBe(false);
  expect(canBeSaved({ ...settings, tariff: { ...tariff, currency: " " } })).toBe(false);
});

test("painting sets a rectangle, whichever corner it began at, and nothing else", () => {
  const place = fc.record({ row: fc.nat({ max: 6 }), hour: fc.nat({ max: 23 }) });
  const week = fc.array(fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }), {
    minLength: 7,
    maxLength: 7,
  });
  fc.assert(
    fc.property(week, place, place, fc.boolean(), (hours, from, to, on) => {
      const painted = paint(hours, from, to, on);
      expect(paint(hours, to, from, on)).toEqual(painted);
      for (let row = 0; row < 7; row += 1) {
        for (let hour = 0; hour < 24; hour += 1) {
          const inside =
            row >= Math.min(from.row, to.row) &&
            row <= Math.max(from.row, to.row) &&
            hour >= Math.min(from.hour, to.hour) &&
            hour <= Math.max(from.hour, to.hour);
          const wanted = inside ? on : isOn(hours, { row, hour });
          expect(isOn(painted, { row, hour })).toBe(wanted);
        }
      }
    }),
  );
});

test("the first row is Monday, and keys stay inside the week", () => {
  const monday = paint(
    fillWeek(() => false),
    { row: 0, hour: 8 },
    { row: 0, hour: 8 },
    true,
  );
  expect(monday[1]?.[8]).toBe(true);
  expect(monday.flat().filter(Boolean)).toHaveLength(1);
  expect(step({ row: 0, hour: 0 }, "ArrowUp")).toEqual({ row: 0, hour: 0 });
  expect(step({ row: 6, hour: 23 }, "ArrowRight")).toEqual({ row: 6, hour: 23 });
  expect(step({ row: 3, hour: 9 }, "End")).toEqual({ row: 3, hour: 23 });
  expect(step({ row: 3, hour: 9 }, "a")).toBeUndefined();
});
