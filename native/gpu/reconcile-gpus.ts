import type { Device } from "../api/hardware.ts";
import type { EngineDevice } from "../engine/engine-port.ts";
import {
  plausibleBytes,
  plausibleCelsius,
  plausibleLoad,
  plausibleWatts,
  within,
} from "./plausible.ts";
import type { GraphicsReading } from "./probes.ts";
import { isScreenOnly, sameDevice } from "./same-device.ts";

/** Two totals further apart than this share are a disagreement and not rounding. */
const TOLERANCE = 0.1;

/** The GPUs that llama.cpp can use, with what the system knows of each. Adds sentences to `notes`. */
export function reconcileGpus(
  llama: readonly EngineDevice[],
  graphics: readonly GraphicsReading[],
  notes: string[],
): Device[] {
  const left = [...graphics];
  const devices = llama.map((engine, index) => {
    const reading = takeBest(engine.name, left);
    if (reading === undefined) {
      notes.push(`${engine.name} has no sensors: only llama.cpp sees it.`);
    }
    return gpu(engine, reading, index, notes);
  });
  for (const { name } of left) {
    if (isScreenOnly(name) || name.trim() === "") continue;
    notes.push(`${name} is not used: llama.cpp does not offer it.`);
  }
  return devices;
}

/** Takes the reading that most surely means the same card out of the list; two equal cards are taken in turn. */
function takeBest(name: string, left: GraphicsReading[]): GraphicsReading | undefined {
  let best = { sureness: 0, index: -1 };
  for (const [index, reading] of left.entries()) {
    const sureness = sameDevice(name, reading.name);
    if (sureness > best.sureness) best = { sureness, index };
  }
  return best.index < 0 ? undefined : left.splice(best.index, 1)[0];
}

function gpu(
  engine: EngineDevice,
  reading: GraphicsReading | undefined,
  index: number,
  notes: string[],
): Device {
  const load = plausibleLoad(reading?.load);
  const celsius = plausibleCelsius(reading?.celsius);
  const watts = plausibleWatts(reading?.watts);
  return {
    id: `gpu-${index}`,
    kind: "gpu",
    name: engine.name.trim() || "GPU",
    ...(reading?.vendor ? { vendor: reading.vendor } : {}),
    backend: engine.backend,
    memory: memory(engine, reading, notes),
    ...(load === undefined ? {} : { load }),
    ...(celsius === undefined ? {} : { celsius }),
    ...(watts === undefined ? {} : { watts }),
    seenBy: reading === undefined ? ["llama.cpp"] : ["llama.cpp", "systeminformation"],
  };
}

function memory(
  engine: EngineDevice,
  reading: GraphicsReading | undefined,
  notes: string[],
): Device["memory"] {
  const ofEngine = plausibleBytes(engine.memory?.totalBytes);
  const ofSystem = plausibleBytes(reading?.totalBytes);
  if (ofEngine !== undefined && ofSystem !== undefined) {
    const apart = Math.abs(ofEngine - ofSystem) / Math.max(ofEngine, ofSystem);
    if (apart > TOLERANCE) {
      notes.push(
        `${engine.name}: llama.cpp sees ${gibibytes(ofEngine)} of memory, the system ${gibibytes(ofSystem)}. The figure of llama.cpp is used.`,
      );
    }
  }
  const totalBytes = ofEngine ?? ofSystem ?? 0;
  if (totalBytes === 0) notes.push(`${engine.name}: the size of its memory is unknown.`);
  const used =
    within(engine.memory?.usedBytes, 0, totalBytes) ?? within(reading?.usedBytes, 0, totalBytes);
  const hearthBytes = Math.max(0, Math.round(engine.hearthBytes));
  return {
    totalBytes,
    usedBytes: Math.round(used ?? Math.min(totalBytes, hearthBytes)),
    hearthBytes,
  };
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
