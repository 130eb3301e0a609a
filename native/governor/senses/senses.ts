import type { SensedReading } from "../machine/readings.ts";
import type { Available } from "../status.ts";
import { rarely } from "./rarely.ts";
import type { Sense } from "./sense.ts";

/** What the desktop shell tells. */
export interface ShellReport {
  readonly idleSeconds?: number | undefined;
  readonly onBattery?: boolean | undefined;
  readonly asleep?: boolean | undefined;
}

/** Which rules are on, so that nothing is asked in vain. */
export type Wanted = Readonly<Record<keyof Available, boolean>>;

/** The person and the computer, as far as they can be sensed. */
export interface Senses {
  /** What is known now. Answers at once; what takes a while comes with a later call. */
  read(wanted: Wanted): SensedReading;
  available(): Available;
  /** What the shell tells counts more than our own look, for half a minute. */
  hear(report: ShellReport): void;
}

/** The senses of this computer; `presence` tells when it was last used, in milliseconds since 1970. */
export interface SenseSources {
  readonly battery: Sense<boolean>;
  readonly presence: Sense<number>;
  readonly fullScreen: Sense<boolean>;
}

/** A shell that has not told anything for so long is gone. Milliseconds. */
const BELIEVED = 30_000;
/** A battery or a window system seldom comes to a running computer. Milliseconds. */
const AVAILABLE_FOR = 600_000;

interface Told<T> {
  readonly value: T;
  readonly at: number;
}

/** Senses on these sources. */
export function createSenses(sources: SenseSources, now: () => number): Senses {
  const ask = <T>(sense: Sense<T>) => ({
    read: rarely(() => sense.read(), sense.everyMillis, now),
    available: rarely(() => sense.available(), AVAILABLE_FOR, now),
  });
  const battery = ask(sources.battery);
  const presence = ask(sources.presence);
  const fullScreen = ask(sources.fullScreen);
  let usedAt: Told<number> | undefined;
  let onBattery: Told<boolean> | undefined;
  let asleep: Told<boolean> | undefined;
  const fresh = <T>(told: Told<T> | undefined): T | undefined => {
    if (told === undefined) return undefined;
    const age = now() - told.at;
    // What was told before the clock was set back is of no known age.
    return age >= 0 && age < BELIEVED ? told.value : undefined;
  };

  const idleSeconds = (wanted: boolean): number | undefined => {
    if (!wanted) return undefined;
    const used = fresh(usedAt) ?? (presence.available() === true ? presence.read() : undefined);
    return used === undefined ? undefined : Math.max(0, (now() - used) / 1000);
  };
  return {
    read: (wanted) => ({
      idleSeconds: idleSeconds(wanted.presence),
      fullScreen:
        wanted.fullScreen && fullScreen.available() === true ? fullScreen.read() : undefined,
      onBattery: wanted.battery
        ? (fresh(onBattery) ?? (battery.available() === true ? battery.read() : undefined))
        : undefined,
      asleep: fresh(asleep),
    }),
    available: () => ({
      presence: fresh(usedAt) !== undefined || presence.available() === true,
      fullScreen: fullScreen.available() === true,
      battery: fresh(onBattery) !== undefined || battery.available() === true,
    }),
    hear: (report) => {
      const at = now();
      if (report.idleSeconds !== undefined) usedAt = { value: at - report.idleSeconds * 1000, at };
      if (report.onBattery !== undefined) onBattery = { value: report.onBattery, at };
      if (report.asleep !== undefined) asleep = { value: report.asleep, at };
    },
  };
}
