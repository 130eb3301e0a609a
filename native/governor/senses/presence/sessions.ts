import type { RunProgram } from "../programs.ts";

/** A session of systemd-logind, as far as a person's presence is concerned. */
export interface Session {
  /** A desktop on this computer's own screen that is in front. */
  readonly desktop: boolean;
  readonly idle: boolean;
  /** Milliseconds since 1970; 0 where it is not idle. */
  readonly idleSince: number;
}

const properties = ["Type", "Remote", "State", "IdleHint", "IdleSinceHint"];
const desktops = new Set(["x11", "wayland", "mir"]);

/** The sessions that `loginctl` tells of. Rejects where it is missing or fails. */
export async function readSessions(run: RunProgram): Promise<readonly Session[]> {
  const list = await run("loginctl", ["list-sessions", "--no-legend"]);
  const names = list.split("\n").flatMap((line) => line.trim().split(/\s+/)[0] || []);
  if (names.length === 0) return [];
  const wanted = properties.flatMap((name) => ["-p", name]);
  return parseSessions(await run("loginctl", ["show-session", ...names, ...wanted]));
}

/** What `loginctl show-session` printed: a block of Name=value lines for each session, with an empty line between them. */
export function parseSessions(text: string): readonly Session[] {
  return text
    .split(/\n\s*\n/)
    .filter((block) => block.includes("="))
    .map((block) => {
      const pairs = block.split("\n").map((line) => line.trim().split("=", 2));
      const fields = new Map(pairs.map(([name = "", value = ""]) => [name, value]));
      const local = fields.get("Remote") === "no" && fields.get("State") === "active";
      // Microseconds since 1970.
      const since = Number(fields.get("IdleSinceHint") ?? 0) / 1000;
      return {
        desktop: local && desktops.has(fields.get("Type") ?? ""),
        idle: fields.get("IdleHint") === "yes",
        idleSince: Number.isFinite(since) ? since : 0,
      };
    });
}
