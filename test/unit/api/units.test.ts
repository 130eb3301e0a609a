import { expect, test } from "vitest";
import { amountText } from "../../../native/api/units.ts";

test.each(["0", "1", "00000000000000000001", "18446744073709551615"])("%s is an amount", (text) => {
  expect(amountText.safeParse(text).success).toBe(true);
});

// One more than the chain's u64 would be sent as 0, and a limit price of 2^64 + 1 as 1: any price at all.
test.each([
  "18446744073709551616",
  "18446744073709551617",
  "99999999999999999999",
  "-1",
  "",
  " 1",
  "1 ",
  "1.5",
  "1e9",
  "0x10",
  "١",
  "1\n",
  "123456789012345678901",
])("%j is none, and is told so rather than thrown", (text) => {
  expect(amountText.safeParse(text).success).toBe(false);
});
