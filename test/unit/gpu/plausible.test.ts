import { expect, test } from "vitest";
import {
  plausibleBytes,
  plausibleCelsius,
  plausibleCelsiusLimit,
  plausibleFan,
  plausibleLoad,
  plausibleMegahertz,
  plausiblePid,
  plausibleText,
  plausibleUse,
  plausibleWatts,
  plausibleWattsLimit,
} from "../../../native/gpu/plausible.ts";

const NONE = undefined;

test.each([
  [
    "bytes",
    plausibleBytes,
    [0, -1, 2 ** 45, Number.NaN],
    [
      [1.4, 1],
      [2 ** 44, 2 ** 44],
    ],
  ],
  [
    "load",
    plausibleLoad,
    [-0.1, 1.06, 42.9],
    [
      [0, 0],
      [1.02, 1],
    ],
  ],
  [
    "fan",
    plausibleFan,
    [-1, 1.6],
    [
      [0, 0],
      [1.1, 1],
    ],
  ],
  [
    "celsius",
    plausibleCelsius,
    [0, -40, 131, 255],
    [
      [1, 1],
      [129.5, 129.5],
    ],
  ],
  [
    "celsius limit",
    plausibleCelsiusLimit,
    [0, 49, 131],
    [
      [50, 50],
      [105, 105],
    ],
  ],
  [
    "watts",
    plausibleWatts,
    [-3, 2001],
    [
      [0, 0],
      [341.87, 341.87],
    ],
  ],
  ["watts limit", plausibleWattsLimit, [0, 2001], [[350, 350]]],
  [
    "megahertz",
    plausibleMegahertz,
    [-1, 4_294_967],
    [
      [0, 0],
      [2850, 2850],
    ],
  ],
  ["pid", plausiblePid, [0, -7, 1.5, 4_294_967_295], [[4242, 4242]]],
] as const)("%s: what cannot be is not shown", (_, check, impossible, possible) => {
  for (const value of impossible) expect(check(value)).toBe(NONE);
  for (const value of [null, NONE, Number.POSITIVE_INFINITY]) expect(check(value)).toBe(NONE);
  for (const [value, shown] of possible) expect(check(value)).toBe(shown);
});

test("use is at most the whole", () => {
  expect(plausibleUse(0, 10)).toBe(0);
  expect(plausibleUse(10, 10)).toBe(10);
  expect(plausibleUse(11, 10)).toBe(NONE);
});

test("text is one printable line, or none", () => {
  expect(plausibleText("  NVIDIA\n GeForce\u0000 RTX ")).toBe("NVIDIA GeForce RTX");
  expect(plausibleText("x".repeat(500))).toHaveLength(120);
  for (const nothing of ["", " ", "Unknown", "\ufffd\ufffd", "\u0007", null, NONE]) {
    expect(plausibleText(nothing)).toBe(NONE);
  }
});
