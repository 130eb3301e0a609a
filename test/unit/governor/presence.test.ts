import { describe, expect, it } from "vitest";
import { macPresence } from "../../../native/governor/senses/presence/mac.ts";
import { windowsPresence } from "../../../native/governor/senses/presence/windows.ts";

const NOW = 1_760_000_000_000;
const now = () => NOW;

describe("a person at a Windows computer", () => {
  const windows = (last: number, ticks: number, result = 1, session: number | undefined = 1) =>
    windowsPresence(now, async () => ({
      lastInput: (info) => {
        expect(info.readUInt32LE(0)).toBe(info.length);
        info.writeUInt32LE(last, 4);
        return result;
      },
      ticks: () => ticks,
      session: () => session,
    }));

  it("was last there when a key or a movement came, also over the end of the ticks", async () => {
    expect(await windows(5_000, 65_000).read()).toBe(NOW - 60_000);
    expect(await windows(2 ** 32 - 1_000, 4_000).read()).toBe(NOW - 5_000);
    expect(await windows(5_000, 5_000).available()).toBe(true);
  });

  it("cannot be told where Windows does not answer", async () => {
    expect(await windows(0, 0, 0).read()).toBeUndefined();
    const none = windowsPresence(now, () => Promise.reject(new Error("no user32")));
    expect(await none.available()).toBe(false);
  });

  it("cannot be told from where there is no keyboard, as in a service", async () => {
    expect(await windows(5_000, 65_000, 1, 0).available()).toBe(false);
    expect(await windows(5_000, 65_000, 1, 2).available()).toBe(true);
  });
});

describe("a person at a Mac", () => {
  const mac = (printed: string) =>
    macPresence({ run: async () => printed, installed: async () => true, now });

  it("was last there as long ago as macOS counts", async () => {
    const printed = `+-o IOHIDSystem  <class IOHIDSystem, id 0x100000a1d, registered>
    {
      "HIDIdleTime" = 12500000000
      "HIDParameters" = {"HIDClickTime"=500000000}
    }
`;
    expect(await mac(printed).read()).toBe(NOW - 12_500);
  });

  it("cannot be told where it prints something else", async () => {
    expect(await mac("").read()).toBeUndefined();
    expect(await mac('"HIDIdleTime" = none').read()).toBeUndefined();
  });
});
