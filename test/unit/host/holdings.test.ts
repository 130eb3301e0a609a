import { expect, test } from "vitest";
import { holdingsOf } from "../../../native/host/holdings.ts";

const wallet = (
  name: string,
  coldkey: string | undefined,
  hotkeys: string[],
  damaged?: string,
) => ({
  name,
  ...(coldkey ? { coldkey } : {}),
  encrypted: true,
  hotkeys: hotkeys.map((address, index) => ({ name: `h${index}`, address })),
  ...(damaged ? { damaged } : {}),
});

test("a wallet with a damaged hotkey goes on earning in the ledger", () => {
  const all = [wallet("a", "A", ["h"], "hotkeys/other: It is empty."), wallet("b", "B", [])];
  expect(holdingsOf(all)).toEqual({ coldkeys: ["A", "B"], hotkeys: new Set(["h"]) });
});

test("two copies of one wallet count once, and one without an address not at all", () => {
  const all = [wallet("a", "A", ["h"]), wallet("copy", "A", ["h"]), wallet("x", undefined, [])];
  expect(holdingsOf(all)).toEqual({ coldkeys: ["A"], hotkeys: new Set(["h"]) });
});
