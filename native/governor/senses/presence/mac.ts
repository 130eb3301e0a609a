import type { RunProgram } from "../programs.ts";
import type { Sense } from "../sense.ts";

/** What the sense stands on. */
export interface MacPresenceOptions {
  readonly run: RunProgram;
  readonly installed: (name: string) => Promise<boolean>;
  readonly now: () => number;
}

/** When a person last used this Mac, in milliseconds since 1970: macOS counts how long no key and no movement came (HIDIdleTime). */
export function macPresence({ run, installed, now }: MacPresenceOptions): Sense<number> {
  return {
    available: () => installed("ioreg"),
    read: async () => {
      const nanoseconds = /"HIDIdleTime"\s*=\s*(\d+)/.exec(
        await run("ioreg", ["-r", "-d", "1", "-c", "IOHIDSystem"]),
      )?.[1];
      return nanoseconds === undefined ? undefined : now() - Number(nanoseconds) / 1e6;
    },
    everyMillis: 20_000,
  };
}
