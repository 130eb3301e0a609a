import { join } from "node:path";
import { pciAddress } from "../pci-address.ts";
import { namesIn, readText } from "./sysfs.ts";

/** A card of the kernel's, as /sys/class/drm names it. */
export interface DrmCard {
  /** The card's folder, and the device's in it. */
  readonly folder: string;
  readonly device: string;
  /** Name of the kernel's driver: "amdgpu", "i915", "xe", "nvidia". */
  readonly driver: string;
  readonly bus?: string | undefined;
}

/** The cards below `root` ("/" on a real system) with their drivers. Looks at names that the kernel keeps; asks no driver. */
export async function drmCards(root: string): Promise<readonly DrmCard[]> {
  const drm = join(root, "sys/class/drm");
  const cards: DrmCard[] = [];
  for (const name of await namesIn(drm)) {
    if (!/^card\d+$/.test(name)) continue;
    const folder = join(drm, name);
    const device = join(folder, "device");
    const facts = lines((await readText(device, "uevent")) ?? "");
    const driver = facts.get("DRIVER");
    if (driver === undefined) continue;
    cards.push({ folder, device, driver, bus: pciAddress(facts.get("PCI_SLOT_NAME")) });
  }
  return cards;
}

/** True while the kernel has switched the card off to save power; asking it anything would wake it. */
export async function isAsleep(card: DrmCard): Promise<boolean> {
  return (await readText(card.device, "power/runtime_status")) === "suspended";
}

function lines(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
