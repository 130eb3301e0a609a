import type { Device, DeviceProcess, Disagreement } from "../../api/hardware.ts";
import type { EngineDevice } from "../../engine/engine-port.ts";
import {
  plausibleBytes,
  plausibleCelsius,
  plausibleCelsiusLimit,
  plausibleFan,
  plausibleLoad,
  plausibleMegahertz,
  plausibleText,
  plausibleUse,
  plausibleWatts,
  plausibleWattsLimit,
} from "../plausible.ts";
import type { Card } from "./cards.ts";
import { choose, disagreementNote, near } from "./figures.ts";
import { integratedByName } from "./integrated.ts";
import { cardProcesses, ownBytes } from "./processes.ts";
import { sameDevice } from "./same-device.ts";

const LLAMA = "llama.cpp";
const SYSTEM = "systeminformation";

/** One GPU from all that is known of it. `own` are Hearth's process numbers; `ownIsSeen` when some card's list shows one of them. */
export interface GpuParts {
  readonly engine: EngineDevice;
  readonly card: Card | undefined;
  readonly index: number;
  readonly own: ReadonlySet<number>;
  readonly ownIsSeen: boolean;
}

/** The device, and sentences on what is unknown or disputed. Sensors: vendor before system; memory's size: llama.cpp first. */
export function gpuDevice(parts: GpuParts): { device: Device; notes: readonly string[] } {
  const { engine, card } = parts;
  const { sensor, system } = card ?? {};
  const name = plausibleText(engine.name) ?? plausibleText(sensor?.name) ?? "GPU";
  const vendorProbe = sensor?.source ?? "";
  const both = (check: (value: number | undefined) => number | undefined, figure: Live) => [
    { probe: vendorProbe, value: check(sensor?.[figure]) },
    { probe: SYSTEM, value: check(system?.[figure]) },
  ];
  const load = choose("load", both(plausibleLoad, "load"));
  const celsius = choose("celsius", both(plausibleCelsius, "celsius"));
  const watts = choose("watts", both(plausibleWatts, "watts"));
  const memory = gpuMemory(parts);
  const processes = cardProcesses(sensor?.processes, memory.totalBytes, parts.own);
  const numbers = [memory.total, memory.used, load, celsius, watts].flatMap(({ disagreement }) =>
    disagreement === undefined ? [] : [disagreement],
  );
  const disagreements = [...nameDisagreement(engine.name, card), ...numbers];
  const notes = numbers.map((disagreement) => disagreementNote(name, disagreement));
  if (memory.totalBytes === 0) notes.push(`${name}: the size of its memory is unknown.`);
  if (card === undefined) notes.push(`${name} has no sensors: only llama.cpp sees it.`);
  const device = withoutUndefined({
    id: `gpu-${parts.index}`,
    kind: "gpu" as const,
    name,
    vendor: plausibleText(sensor?.vendor) ?? plausibleText(system?.vendor),
    backend: engine.backend,
    integrated: sensor?.integrated ?? integratedByName(`${name} ${system?.name ?? ""}`),
    driver: plausibleText(sensor?.driver) ?? plausibleText(system?.driver),
    memory: withoutUndefined({
      totalBytes: memory.totalBytes,
      usedBytes: memory.usedBytes,
      usedBy: memory.used.probe,
      hearthBytes: Math.min(memory.totalBytes, hearthBytes(parts, processes)),
      modelBytes: plausibleUse(engine.modelBytes, memory.totalBytes),
      cacheBytes: plausibleUse(engine.cacheBytes, memory.totalBytes),
    }),
    load: load.value,
    celsius: celsius.value,
    celsiusLimit: plausibleCelsiusLimit(sensor?.celsiusLimit),
    watts: watts.value,
    wattsLimit: plausibleWattsLimit(sensor?.wattsLimit),
    coreMegahertz: plausibleMegahertz(sensor?.coreMegahertz),
    memoryMegahertz: plausibleMegahertz(sensor?.memoryMegahertz),
    fan: plausibleFan(sensor?.fan),
    throttled: sensor?.throttled?.flatMap((reason) => plausibleText(reason) ?? []),
    processes,
    seenBy: [
      LLAMA,
      ...(sensor === undefined ? [] : [sensor.source]),
      ...(system === undefined ? [] : [SYSTEM]),
    ],
    disagreements: disagreements.length === 0 ? undefined : disagreements,
  });
  return { device, notes };
}

type Live = "load" | "celsius" | "watts";

/** Size and use. The use is the vendor's where it counts in the size that is shown: only that is of the whole device. */
function gpuMemory({ engine, card }: GpuParts) {
  const { sensor, system } = card ?? {};
  const ofEngine = plausibleBytes(engine.memory?.totalBytes);
  // Of graphics inside a processor vendor and system count what is set aside for it, llama.cpp all that it may take.
  const alone = ofEngine !== undefined && sensor?.integrated === true;
  const ofVendor = alone ? undefined : plausibleBytes(sensor?.totalBytes);
  const total = choose("totalBytes", [
    { probe: LLAMA, value: ofEngine },
    { probe: sensor?.source ?? "", value: ofVendor },
    { probe: SYSTEM, value: alone ? undefined : plausibleBytes(system?.totalBytes) },
  ]);
  const totalBytes = total.value ?? 0;
  const vendorCounts = ofVendor !== undefined && near("totalBytes", ofVendor, totalBytes);
  const used = choose("usedBytes", [
    {
      probe: sensor?.source ?? "",
      value: vendorCounts ? vendorUse(sensor?.usedBytes, ofVendor, totalBytes) : undefined,
    },
    { probe: LLAMA, value: plausibleUse(engine.memory?.usedBytes, totalBytes) },
    { probe: SYSTEM, value: alone ? undefined : plausibleUse(system?.usedBytes, totalBytes) },
  ]);
  return {
    total,
    totalBytes,
    used,
    usedBytes: used.value ?? Math.min(totalBytes, engineBytes(engine)),
  };
}

/** The vendor's total is a little larger than what llama.cpp may take: a full card is full in both. */
function vendorUse(
  used: number | undefined,
  ofVendor: number,
  totalBytes: number,
): number | undefined {
  const bytes = plausibleUse(used, ofVendor);
  return bytes === undefined ? undefined : Math.min(bytes, totalBytes);
}

/** From the vendor's list where it shows Hearth at all; llama.cpp only knows a sum over its devices and shares it evenly. */
function hearthBytes(parts: GpuParts, processes: readonly DeviceProcess[] | undefined): number {
  if (processes === undefined || !parts.ownIsSeen) return engineBytes(parts.engine);
  return ownBytes(processes);
}

function engineBytes(engine: EngineDevice): number {
  return Number.isFinite(engine.hearthBytes) ? Math.max(0, Math.round(engine.hearthBytes)) : 0;
}

/** Names that share no word which tells cards apart, though the card is the same: data for whoever looks closer, no sentence. */
function nameDisagreement(name: string, card: Card | undefined): readonly Disagreement[] {
  const values = [
    { probe: LLAMA, value: plausibleText(name) },
    { probe: card?.sensor?.source ?? "", value: plausibleText(card?.sensor?.name) },
    { probe: SYSTEM, value: plausibleText(card?.system?.name) },
  ].flatMap(({ probe, value }) => (value === undefined ? [] : [{ probe, value }]));
  const [first, ...others] = values;
  if (first === undefined || others.every(({ value }) => sameDevice(first.value, value) > 0)) {
    return [];
  }
  return [{ figure: "name", used: first.probe, values }];
}

type Present<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
  ) as Present<T>;
}
