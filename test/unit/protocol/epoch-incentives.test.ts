import { expect, test } from "vitest";
import { subnetIncentives } from "../../../native/protocol/epoch-incentives.ts";

test("a subnet's mechanisms count together, and no other subnet's with them", () => {
  const events = [
    { index: 1, emissions: [0n, 5n, 7n] },
    { index: 4_097, emissions: [0n, 2n, 0n, 9n] },
    { index: 2, emissions: [100n] },
    { index: 4_098, emissions: [1n] },
  ];
  expect(subnetIncentives(events, 1)).toEqual([0n, 7n, 7n, 9n]);
  expect(subnetIncentives(events, 2)).toEqual([101n]);
  expect(subnetIncentives(events, 3)).toBeUndefined();
});
