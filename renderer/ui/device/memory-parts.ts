import type { Device } from "../../../native/api/hardware.ts";

/** What a part of a device's memory is: `hearth` is Hearth's where nothing tells weights and cache apart. */
export interface MemoryPart {
  readonly key: "model" | "cache" | "hearth" | "others" | "free";
  readonly bytes: number;
}

/** A device's memory as parts that add up to its total, whatever the probes said: model, cache, the rest of Hearth, others, free. */
export function memoryParts(memory: Device["memory"]): readonly MemoryPart[] {
  const { totalBytes } = memory;
  const hearth = Math.min(memory.hearthBytes, totalBytes);
  const model = Math.min(memory.modelBytes ?? 0, hearth);
  const cache = Math.min(memory.cacheBytes ?? 0, hearth - model);
  const rest = hearth - model - cache;
  const others = Math.max(0, Math.min(memory.usedBytes, totalBytes) - hearth);
  const toldApart = model + cache > 0;
  const parts: readonly (MemoryPart | undefined)[] = [
    toldApart ? { key: "model", bytes: model } : undefined,
    toldApart ? { key: "cache", bytes: cache } : undefined,
    !toldApart || rest > 0 ? { key: "hearth", bytes: rest } : undefined,
    { key: "others", bytes: others },
    { key: "free", bytes: Math.max(0, totalBytes - hearth - others) },
  ];
  return parts.filter((part) => part !== undefined);
}
