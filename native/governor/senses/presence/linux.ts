import type { RunProgram } from "../programs.ts";
import type { Sense } from "../sense.ts";
import { readSessions } from "./sessions.ts";
import { lastTerminalUse } from "./terminals.ts";

/** What the sense stands on. */
export interface LinuxPresenceOptions {
  readonly run: RunProgram;
  readonly installed: (name: string) => Promise<boolean>;
  readonly environment: NodeJS.ProcessEnv;
  readonly now: () => number;
  readonly terminals?: () => Promise<number | undefined>;
}

/**
 * When a person last used a Linux computer that runs the node without a window, in milliseconds since 1970: the latest key in any
 * terminal, and what the desktop tells systemd of its idleness. A desktop that has not called itself idle counts as in use. Without
 * systemd a desktop's keys cannot be seen, so nothing is told where there is one.
 */
export function linuxPresence(options: LinuxPresenceOptions): Sense<number> {
  const { installed, environment, now } = options;
  const terminals = options.terminals ?? lastTerminalUse;
  const blind = environment.DISPLAY !== undefined || environment.WAYLAND_DISPLAY !== undefined;
  const desktop = async (): Promise<number | undefined> => {
    const sessions = await readSessions(options.run);
    const times = sessions
      .filter((session) => session.desktop)
      .map(({ idle, idleSince }) => (idle ? idleSince : now()));
    return times.length === 0 ? undefined : Math.max(...times);
  };
  return {
    available: async () => (await installed("loginctl")) || !blind,
    read: async () => {
      const systemd = await installed("loginctl");
      if (!systemd && blind) return undefined;
      const seen = systemd
        ? await desktop().catch((error: unknown) => {
            if (blind) throw error;
            return undefined;
          })
        : undefined;
      const typed = await terminals();
      // A rig that nobody is logged in to is unused for as long as anyone can tell.
      return Math.max(seen ?? 0, typed ?? 0);
    },
    everyMillis: 20_000,
  };
}
