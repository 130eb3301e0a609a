import { expect, test } from "vitest";
import { checkPassword } from "../../../native/wallet/password-policy.ts";

test.each([
  "short",
  "aaaaaaaa",
  "abababab",
  "Password123",
  "12345678",
  "qwertyuiop",
  "Bittensor1!",
])("%s is too weak", (password) => {
  expect(() => checkPassword(password)).toThrow(expect.objectContaining({ code: "WEAK_PASSWORD" }));
});

test.each(["correct horse", "a hearth of one's own", "päßwörter!", "practice-2026"])(
  "%s is taken",
  (password) => {
    expect(() => checkPassword(password)).not.toThrow();
  },
);
