import { describe, expect, test } from "vitest";
import { checkMnemonic, newMnemonic } from "../../../native/wallet/mnemonic.ts";

test("fresh words are twelve, valid and different each time", () => {
  const first = newMnemonic();
  expect(checkMnemonic(first).split(" ")).toHaveLength(12);
  expect(newMnemonic()).not.toBe(first);
});

test("spacing and capitals do not matter", () => {
  const words = newMnemonic();
  expect(checkMnemonic(`  ${words.toUpperCase().replaceAll(" ", "\n ")} `)).toBe(words);
});

describe("what is not a phrase says why, without repeating it", () => {
  test.each([
    ["", "There are 0 words"],
    ["abandon abandon", "There are 2 words"],
    [`${"abandon ".repeat(11)}hearthstone`, "Word 12 is not in the list"],
    ["abandon ".repeat(12), "checksum"],
  ])("%s", (words, reason) => {
    expect(() => checkMnemonic(words)).toThrow(
      expect.objectContaining({
        code: "BAD_MNEMONIC",
        detail: { reason: expect.stringContaining(reason) },
      }),
    );
  });
});
