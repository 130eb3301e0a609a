import { describe, expect, it } from "vitest";
import { transportProblem } from "../../../../native/models/download/requests/problem.ts";
import {
  backOffMillis,
  isHopeless,
  retryAfterMillis,
} from "../../../../native/models/download/requests/retry.ts";

it("the wait doubles from a second to a minute, half of it left to chance", () => {
  expect([1, 2, 3, 6, 7, 60].map((failures) => backOffMillis(failures, undefined, 1))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
  ]);
  expect(backOffMillis(3, undefined, 0)).toBe(2_000);
});

it("what a server asks is kept, an hour at most", () => {
  expect(backOffMillis(1, 7_000, 0.5)).toBe(7_000);
  expect(backOffMillis(1, 10 ** 12, 0.5)).toBe(3_600_000);
});

// defect: a server that asked for no time at all was asked thirty times within a moment, and then given up
it("a server that asks for no time is still given the usual one", () => {
  expect(backOffMillis(1, 0, 1)).toBe(1_000);
  expect(backOffMillis(5, 0, 0)).toBe(8_000);
  expect(backOffMillis(5, -3, 0)).toBe(8_000);
});

// defect: a computer whose clock was an hour behind waited an hour longer than it was asked to
it("a date is one of the server's clock", () => {
  const now = Date.parse("2026-11-22T00:00:00Z");
  const sent = "Sun, 22 Nov 2026 01:00:00 GMT";
  expect(retryAfterMillis("Sun, 22 Nov 2026 01:00:30 GMT", now, sent)).toBe(30_000);
  expect(retryAfterMillis("Sun, 22 Nov 2026 00:00:30 GMT", now, "nonsense")).toBe(30_000);
});

it("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-11-22T00:00:00Z");
  expect(retryAfterMillis("120", now)).toBe(120_000);
  expect(retryAfterMillis("Sun, 22 Nov 2026 00:00:30 GMT", now)).toBe(30_000);
  expect(retryAfterMillis("Sat, 21 Nov 2026 00:00:30 GMT", now)).toBe(0);
  expect(retryAfterMillis("soon", now)).toBeUndefined();
  expect(retryAfterMillis(undefined, now)).toBeUndefined();
});

describe("patience", () => {
  it("has none with refusals, lies and changes", () => {
    for (const kind of ["refused", "lie", "changed"] as const)
      expect(isHopeless(kind, 1, true)).toBe(true);
  });

  it("waits for a network that is away as long as it takes, once bytes have come", () => {
    expect(isHopeless("network", 10_000, true)).toBe(false);
    expect(isHopeless("network", 6, false)).toBe(true);
  });

  it("ends after many failures in a row without a byte", () => {
    expect(isHopeless("cut", 29, true)).toBe(false);
    expect(isHopeless("cut", 30, true)).toBe(true);
    expect(isHopeless("server", 6, false)).toBe(true);
  });
});

it("a failure of the transport is the network's before an answer came and a cut afterwards", () => {
  const refused = Object.assign(new Error("x"), { code: "ECONNREFUSED" });
  expect(transportProblem(refused, false, "host.example").kind).toBe("network");
  expect(transportProblem(refused, true, "host.example").kind).toBe("cut");
  const several = new AggregateError([refused]);
  expect(transportProblem(several, false, "host.example").kind).toBe("network");
  expect(transportProblem(refused, false, "host.example").message).toBe(
    "host.example takes no connection.",
  );
  expect(transportProblem(new Error("other side closed"), false, "host.example").kind).toBe("cut");
});
