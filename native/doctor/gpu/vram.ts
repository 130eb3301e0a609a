import type { Device, HardwareReport } from "../../api/hardware.ts";
import { byPerson, type Check, check, good, type Judgement, skipped, warning } from "../check.ts";
import { bytesText, namesText } from "../text.ts";

/** Less than this beside other programs holds no model worth mining with. */
const LITTLE = 2 ** 30;
/** A program that holds more than this is worth naming. */
const WORTH_NAMING = 256 * 2 ** 20;

/** Whether there is room on the GPU with the most of it; what Hearth itself holds counts as room. */
export function judgeVram(devices: readonly Device[]): Judgement {
  const gpus = devices.filter(({ kind, memory }) => kind === "gpu" && memory.totalBytes > 0);
  const room = ({ memory }: Device): number =>
    memory.totalBytes - memory.usedBytes + memory.hearthBytes;
  const best = gpus.toSorted((left, right) => room(right) - room(left))[0];
  if (best === undefined) return skipped("noGpu");
  const others = (best.processes ?? []).filter(({ own, bytes }) => !own && bytes > WORTH_NAMING);
  const names = others.map(({ name, pid, bytes }) => `${name ?? pid} ${bytesText(bytes)}`);
  const evidence = {
    gpu: best.name,
    free: bytesText(room(best)),
    total: bytesText(best.memory.totalBytes),
    hearth: bytesText(best.memory.hearthBytes),
    ...(names.length === 0 ? {} : { others: namesText(names) }),
  };
  return room(best) < LITTLE
    ? warning("little", evidence, byPerson("closePrograms"))
    : good(evidence);
}

/** The check of free GPU memory. */
export function vramCheck(hardware: () => Promise<HardwareReport>): Check {
  return check({
    id: "vram",
    group: "gpu",
    timeout: 10_000,
    probe: async () => (await hardware()).devices,
    judge: judgeVram,
  });
}
