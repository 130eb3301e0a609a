import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rewardShares } from "../../../native/subnets/rewards.ts";
import { recordRound, type ScoreBook } from "../../../native/validator/score-book.ts";

const averages = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
  maxLength: 64,
});

describe("reward shares", () => {
  it("sum to one, keep the order, pay equals equally and nothing below the gate", () => {
    fc.assert(
      fc.property(averages, (list) => {
        const shares = rewardShares(list.map((average) => ({ average })));
        const total = shares.reduce((sum, share) => sum + share, 0);
        const anybody = list.some((average) => average > 0);
        expect(total).toBeCloseTo(anybody ? 1 : 0, 9);
        list.forEach((left, i) => {
          if (left === 0) expect(shares[i]).toBe(0);
          list.forEach((right, j) => {
            if (left > right) expect(shares[i]).toBeGreaterThanOrEqual(shares[j] ?? 1);
            if (left === right) expect(shares[i]).toBe(shares[j]);
          });
        });
      }),
    );
  });

  it("do not depend on how hard the tasks were", () => {
    const easy = rewardShares([0.9, 0.7, 0.3].map((average) => ({ average })));
    const hard = rewardShares([0.7, 0.5, 0.1].map((average) => ({ average })));
    easy.forEach((share, index) => {
      expect(share).toBeCloseTo(hard[index] ?? 0, 9);
    });
  });
});

describe("the score book", () => {
  const score = fc.record({
    uid: fc.integer({ min: 0, max: 3 }),
    hotkey: fc.constantFrom("a", "b", "c"),
    registeredAt: fc.constantFrom(1, 2),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    answered: fc.boolean(),
    reason: fc.constant(""),
  });

  it("keeps averages in 0..1 and forgets who left", () => {
    fc.assert(
      fc.property(fc.array(fc.array(score, { maxLength: 4 }), { maxLength: 20 }), (rounds) => {
        let book: ScoreBook = new Map();
        const present = [
          { hotkey: "a", registeredAt: 1 },
          { hotkey: "b", registeredAt: 2 },
        ];
        for (const scores of rounds) book = recordRound(book, scores, present);
        for (const [key, entry] of book) {
          expect(["a@1", "b@2"]).toContain(key);
          expect(entry.average).toBeGreaterThanOrEqual(0);
          expect(entry.average).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("counts a newcomer at once and starts anew when a hotkey registers again", () => {
    const result = { uid: 1, hotkey: "a", answered: true, reason: "good" };
    const first = recordRound(
      new Map(),
      [{ ...result, registeredAt: 5, score: 0.8 }],
      [{ hotkey: "a", registeredAt: 5 }],
    );
    expect(first.get("a@5")?.average).toBe(0.8);
    const again = recordRound(
      first,
      [{ ...result, registeredAt: 9, score: 0.1 }],
      [{ hotkey: "a", registeredAt: 9 }],
    );
    expect([...again.keys()]).toEqual(["a@9"]);
    expect(again.get("a@9")?.average).toBe(0.1);
  });
});
