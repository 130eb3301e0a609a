import { pciAddress } from "../pci-address.ts";

/** What one open file of a card tells of the memory behind it. */
export interface DrmClient {
  readonly bus: string;
  readonly client: string;
  readonly bytes: number;
}

/** The card's own memory, by driver: amdgpu's older and newer key, xe's, i915's. */
const memoryKeys = [
  "drm-resident-vram0",
  "drm-resident-vram",
  "drm-memory-vram",
  "drm-resident-local0",
];

/**
 * A DRM file's fdinfo (Documentation/gpu/drm-usage-stats.rst): which card, which client, how much of the card's memory.
 * Undefined where it says nothing of memory. Several files of one client say the same.
 */
export function readFdinfo(text: string): DrmClient | undefined {
  const facts = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf(":");
    if (at > 0) facts.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  const bus = pciAddress(facts.get("drm-pdev"));
  const client = facts.get("drm-client-id");
  const key = memoryKeys.find((name) => facts.has(name));
  const bytes = key === undefined ? undefined : size(facts.get(key) ?? "");
  return bus === undefined || client === undefined || bytes === undefined
    ? undefined
    : { bus, client, bytes };
}

const units: Readonly<Record<string, number>> = { "": 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

function size(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d{1,15})\s*([A-Za-z]*)$/.exec(text) ?? [];
  const scale = units[unit];
  return digits === undefined || scale === undefined ? undefined : Number(digits) * scale;
}
