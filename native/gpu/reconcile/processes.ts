import type { DeviceProcess } from "../../api/hardware.ts";
import { plausiblePid, plausibleText, plausibleUse } from "../plausible.ts";
import type { ProcessReading } from "../sensors/sensor-reading.ts";

/** More rows than this help nobody; the largest are kept. */
const MOST_ROWS = 64;

/** The programs on a card, the largest first, without entries that cannot be. Undefined where the driver tells none. */
export function cardProcesses(
  readings: readonly ProcessReading[] | undefined,
  totalBytes: number,
  own: ReadonlySet<number>,
): DeviceProcess[] | undefined {
  if (readings === undefined) return undefined;
  const seen = new Set<number>();
  return readings
    .flatMap(({ pid: said, bytes: held, name: program, ours }): DeviceProcess[] => {
      const pid = plausiblePid(said);
      const bytes = plausibleUse(held, totalBytes);
      if (pid === undefined || bytes === undefined || seen.has(pid)) return [];
      seen.add(pid);
      const name = plausibleText(program);
      return [
        { pid, bytes, own: ours === true || own.has(pid), ...(name === undefined ? {} : { name }) },
      ];
    })
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_ROWS);
}

/** What Hearth's own programs hold of the card. */
export function ownBytes(processes: readonly DeviceProcess[]): number {
  return processes.reduce((sum, { own, bytes }) => (own ? sum + bytes : sum), 0);
}

/** Whether any card's list shows one of Hearth's programs: inside a container the driver counts processes by other numbers. */
export function showsOwn(
  lists: readonly (readonly ProcessReading[] | undefined)[],
  own: ReadonlySet<number>,
): boolean {
  return lists.some((list) => list?.some(({ pid, ours }) => ours === true || own.has(pid)));
}
