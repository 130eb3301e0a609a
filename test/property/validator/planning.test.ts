import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import { validatorStatus } from "../../../native/api/validator.ts";
import { chooseMiners } from "../../../native/validator/sampling.ts";
import { alphaForPermit, limitPrice, raoForAlpha } from "../../../native/validator/stake-plan.ts";
import {
  advance,
  type ValidatorEvent,
  type ValidatorState,
  validatorOff,
  validatorStatusOf,
} from "../../../native/validator/validator-machine.ts";

const candidate = fc.record({
  uid: fc.nat(255),
  hotkey: fc.string({ minLength: 1, maxLength: 3 }),
  registeredAt: fc.nat(5),
  axon: fc.option(fc.constant({ ip: "127.0.0.2", port: 1 }), { nil: undefined }),
});
const candidates = fc.uniqueArray(candidate, { selector: (one) => one.uid, maxLength: 40 });

describe("choosing miners", () => {
  it("asks only those who serve, never itself, nobody twice, newcomers first, never more than the limit", () => {
    fc.assert(
      fc.property(
        candidates,
        fc.nat(20),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (all, limit, dice) => {
          const isKnown = (one: { uid: number }) => one.uid % 2 === 0;
          const random = () => dice.next().value ?? 0;
          const chosen = chooseMiners({ candidates: all, own: "me", isKnown, limit, random });
          const able = all.filter((one) => one.axon !== undefined && one.hotkey !== "me");
          expect(chosen.length).toBe(Math.min(limit, able.length));
          expect(new Set(chosen.map((one) => one.uid)).size).toBe(chosen.length);
          expect(chosen.every((one) => able.includes(one))).toBe(true);
          const firstKnown = chosen.findIndex(isKnown);
          if (firstKnown >= 0) expect(chosen.slice(firstKnown).every(isKnown)).toBe(true);
        },
      ),
    );
  });

  it("gives everybody a turn", () => {
    const all = [...Array(10).keys()].map((uid) => ({
      uid,
      hotkey: `h${uid}`,
      registeredAt: 1,
      axon: { ip: "127.0.0.2", port: 1 },
    }));
    const counts = all.map(() => 0);
    for (let round = 0; round < 400; round += 1) {
      const chosen = chooseMiners({
        candidates: all,
        own: "me",
        isKnown: () => true,
        limit: 5,
        random: Math.random,
      });
      for (const { uid } of chosen) counts[uid] = (counts[uid] ?? 0) + 1;
    }
    // Each is chosen 200 times on average with a standard deviation of 10.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(80);
  });
});

describe("the stake for a permit", () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
  it("beats the weakest holder when all seats are taken, and is nothing when there is enough", () => {
    fc.assert(
      fc.property(
        fc.array(amount, { maxLength: 8 }),
        amount,
        amount,
        (permitStakes, threshold, own) => {
          const facts = { permitStakes, seats: 4, threshold, own };
          const more = alphaForPermit(facts);
          const total = own + more;
          expect(more).toBeGreaterThanOrEqual(0n);
          expect(total).toBeGreaterThanOrEqual(threshold);
          const beaten = permitStakes.some((one) => one < total);
          if (permitStakes.length >= 4) expect(beaten).toBe(true);
          expect(alphaForPermit({ ...facts, own: total })).toBe(0n);
        },
      ),
    );
  });

  it("buys at least so much at any price up to the limit", () => {
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 1n, max: 10n ** 13n }), (alphaUnits, price) => {
        const rao = raoForAlpha(alphaUnits, price);
        expect((rao * 10n ** 9n) / price).toBeGreaterThanOrEqual(alphaUnits);
        expect(limitPrice(price)).toBeGreaterThan(price);
      }),
    );
  });
});

const entry = {
  uid: 1,
  hotkey: "5".repeat(48),
  registeredAt: 1,
  score: 0.5,
  average: 0.4,
  answered: true,
  reason: "good",
  rounds: 1,
};
const happening = fc.constantFrom<Omit<ValidatorEvent, "at"> | ValidatorEvent>(
  { kind: "start", wallet: "w", hotkey: "h", netuid: 1, at: 1 },
  { kind: "identified", address: "5".repeat(48), at: 1 },
  { kind: "step", step: "model", at: 1 },
  { kind: "registered", uid: 4, paid: 5n, at: 1 },
  { kind: "staked", amount: 5n, at: 1 },
  { kind: "loop", event: { kind: "waiting", reason: "no-permit" }, at: 1 },
  { kind: "loop", event: { kind: "standing", uid: 4, permit: true, stake: 7n, trust: 0.5 }, at: 1 },
  {
    kind: "loop",
    event: { kind: "round", block: 3, millis: 5, book: new Map([["a@1", entry]]) },
    at: 1,
  },
  {
    kind: "loop",
    event: { kind: "weights", block: 4, shares: new Map([[1, 1]]), nextBlock: 9 },
    at: 1,
  },
  {
    kind: "loop",
    event: { kind: "trouble", during: "round", error: new HearthError("CANCELLED") },
    at: 1,
  },
  { kind: "failed", error: { code: "CANCELLED", detail: {} }, at: 1 },
  { kind: "stop", at: 1 },
  { kind: "stopped", at: 1 },
);

describe("the validator's machine", () => {
  it("always has a status that the contract accepts, and runs only after a round", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (events) => {
        let state: ValidatorState = validatorOff;
        for (const event of events) state = advance(state, event as ValidatorEvent);
        const status = validatorStatus.parse(validatorStatusOf(state));
        if (status.state === "running") expect(status.rounds).toBeGreaterThan(0);
        if (status.state === "off") expect(status.scores).toEqual([]);
      }),
    );
  });
});
