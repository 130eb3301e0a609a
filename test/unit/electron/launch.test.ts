import { describe, expect, it, vi } from "vitest";
import { chooseStart, couldNotOpen } from "../../../electron/launch.ts";

describe("npm start", () => {
  it("opens the desktop where a display and the binary are there", () => {
    const fetch = vi.fn(() => true);
    expect(chooseStart({ display: true, binary: () => "/electron", fetch })).toEqual({
      kind: "desktop",
      binary: "/electron",
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("fetches a missing binary, and says so in one line where that fails", () => {
    let fetched = false;
    const fetch = (): boolean => {
      fetched = true;
      return true;
    };
    expect(
      chooseStart({ display: true, binary: () => (fetched ? "/electron" : undefined), fetch }).kind,
    ).toBe("desktop");
    expect(chooseStart({ display: true, binary: () => undefined, fetch: () => false })).toEqual({
      kind: "headless",
      reason: "Electron's binary is not here and cannot be fetched",
    });
  });

  it.each([
    ["a missing library", { code: 127, signal: null, millis: 40 }, true],
    ["no sandbox for it", { code: null, signal: "SIGTRAP", millis: 300 }, true],
    ["its window closed", { code: 0, signal: null, millis: 3_000 }, false],
    ["its node could not start", { code: 1, signal: null, millis: 3_000 }, false],
    ["Ctrl-C", { code: null, signal: "SIGINT", millis: 900 }, false],
    ["a crash after an hour", { code: null, signal: "SIGSEGV", millis: 3_600_000 }, false],
  ] as const)("runs headless instead where Electron cannot start: %s", (_what, end, expected) => {
    expect(couldNotOpen(end)).toBe(expected);
  });

  it("does not fetch a hundred megabytes for a computer without a display", () => {
    const fetch = vi.fn(() => true);
    expect(chooseStart({ display: false, binary: () => "/electron", fetch })).toEqual({
      kind: "headless",
      reason: "there is no display",
    });
    expect(fetch).not.toHaveBeenCalled();
  });
});
