import * as fc from "fast-check";
import { expect, test } from "vitest";
import { passwordProblem } from "../../../renderer/features/setup/password-problem.ts";
import {
  otherNetworks,
  placesToAsk,
  screenOf,
  wordsMatch,
} from "../../../renderer/features/setup/wizard-state.ts";

const words = "one two three four five six seven eight nine ten eleven twelve";
const draft = { name: "default", password: "secret", mnemonic: words };

test("three different places of twelve are asked for, rising", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true })), (stream) => {
      const places = placesToAsk(() => stream.next().value);
      expect(places).toHaveLength(3);
      expect(new Set(places).size).toBe(3);
      expect([...places].sort((a, b) => a - b)).toEqual(places);
      for (const place of places) expect(place >= 1 && place <= 12).toBe(true);
    }),
  );
});

test("the right words are taken whatever their case, wrong and swapped ones are not", () => {
  expect(wordsMatch(words, [1, 5, 12], ["One", " five ", "TWELVE"])).toBe(true);
  expect(wordsMatch(words, [1, 5, 12], ["five", "one", "twelve"])).toBe(false);
  expect(wordsMatch(words, [1, 5, 12], ["one", "five"])).toBe(false);
});

test("the screen follows what the node keeps, and falls back to the password without a draft", () => {
  const setup = { network: "practice" } as const;
  expect(screenOf({ ...setup, step: "welcome" }, { kind: "password" })).toBe("welcome");
  expect(screenOf({ ...setup, step: "wallet" }, { kind: "password" })).toBe("password");
  expect(screenOf({ ...setup, step: "wallet" }, { kind: "confirm", ...draft })).toBe("confirm");
  expect(screenOf({ ...setup, step: "faucet" }, { kind: "confirm", ...draft })).toBe("faucet");
});

test("a password is long enough and typed twice", () => {
  expect(passwordProblem({ password: "1234567", again: "1234567" })).toBe("short");
  expect(passwordProblem({ password: "12345678", again: "1234567" })).toBe("differs");
  expect(passwordProblem({ password: "12345678", again: "12345678" })).toBeUndefined();
});

test.each([
  ["practice", ["test", "finney"]],
  ["test", ["practice", "finney"]],
  ["finney", ["practice", "test"]],
  ["custom", ["practice", "test", "finney"]],
] as const)("on %s the others are %j", (own, others) => {
  expect(otherNetworks(own)).toEqual(others);
});
