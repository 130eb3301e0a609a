/** Words that say nothing about which card it is. */
const noise = new Set([
  "nvidia",
  "amd",
  "ati",
  "intel",
  "corporation",
  "inc",
  "geforce",
  "radeon",
  "graphics",
  "gpu",
  "tm",
  "r",
  "advanced",
  "micro",
  "devices",
  "laptop",
  "mobile",
  "max",
  "q",
]);

/** Adapters that draw a desktop and compute nothing: virtual screens and server consoles. */
const screensOnly =
  /virtual|virtio|vmware|qxl|cirrus|aspeed|matrox|hyper-v|basic (display|render)|llvmpipe|bochs/i;

/** True for an adapter that no one would mine with, so that it needs no explanation. */
export function isScreenOnly(name: string): boolean {
  return screensOnly.test(name);
}

/**
 * How surely two names mean the same card, 0 (not) to 1. The words that tell cards apart must agree: "RTX 4070" is not
 * "RTX 4070 Ti", while a list like "Radeon RX 7700 XT / 7800 XT" contains both.
 */
export function sameDevice(left: string, right: string): number {
  const a = words(left);
  const b = words(right);
  const shared = [...a].filter((word) => b.has(word));
  if (!shared.some((word) => /\d{2,}/.test(word))) return 0;
  return shared.length / Math.max(a.size, b.size);
}

/** Who made a card, from any text that names it. */
export function vendorOf(text: string): "nvidia" | "amd" | "intel" | "apple" | undefined {
  if (/nvidia|geforce|quadro|tesla|\brtx\b|\bgtx\b/i.test(text)) return "nvidia";
  if (/\bamd\b|radeon|advanced micro devices|\bati\b/i.test(text)) return "amd";
  if (/intel/i.test(text)) return "intel";
  return /apple/i.test(text) ? "apple" : undefined;
}

function words(name: string): Set<string> {
  return new Set(
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== "" && !noise.has(word) && !/^\d+gb$/.test(word)),
  );
}
