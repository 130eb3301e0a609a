import { expect, test } from "vitest";
import { shortAddress } from "../../../renderer/ui/format/address.ts";
import { formatBytes } from "../../../renderer/ui/format/bytes.ts";
import { formatPrice, formatShare } from "../../../renderer/ui/format/ratio.ts";
import {
  formatDuration,
  formatMoment,
  formatRecent,
  formatTaken,
} from "../../../renderer/ui/format/time.ts";

test.each([
  [-5, "0 s"],
  [900, "1 s"],
  [12_000, "12 s"],
  [60_000, "1 min"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
  [4 * 86_400_000 + 3 * 3_600_000, "4 d 3 h"],
])("%d ms reads %s", (millis, text) => {
  expect(formatDuration(millis)).toBe(text);
});

test("what happened on another day says which", () => {
  const now = new Date(2026, 10, 22, 0, 5).getTime();
  expect(formatRecent(now, now)).toBe("00:05:00");
  expect(formatRecent(now - 600_000, now)).toBe("21 Nov 23:55");
});

test("less than a second is not said to be nothing", () => {
  expect(formatTaken(0)).toBe("<1 s");
  expect(formatTaken(999)).toBe("<1 s");
  expect(formatTaken(61_000)).toBe("1 min 1 s");
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [25_769_803_776, "24.0 GiB"],
  [943_718, "922 KiB"],
])("%d bytes read %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "0 %"],
  [0.18, "18 %"],
  [0.123_456, "12.35 %"],
  [0.000_001, "<0.01 %"],
  [1, "100 %"],
])("a share of %d reads %s", (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test("a price is TAO for one alpha", () => {
  expect(formatPrice("98214503")).toBe("0.098214");
  expect(formatPrice("1000000000")).toBe("1.000000");
});

test("an address keeps its ends and a short text stays whole", () => {
  expect(shortAddress("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")).toBe("5Grwva…utQY");
  expect(shortAddress("short")).toBe("short");
});

test("a moment older than a day has its date", () => {
  const now = Date.UTC(2026, 10, 21, 12);
  expect(formatMoment(now - 1000, now)).not.toContain("2026");
  expect(formatMoment(now - 2 * 86_400_000, now)).toContain("2026");
});
