import type { DownloadSettings } from "../../../../native/api/downloads.ts";

type Mirrors = DownloadSettings["mirrors"];

/** Mirrors as lines of text: the host, then its mirrors, with spaces between. */
export function mirrorsText(mirrors: Mirrors): string {
  return mirrors.map((one) => [one.host, ...one.mirrors].join(" ")).join("\n");
}

/** What was typed as mirrors; undefined where a line is not a host and at least one http address. Empty lines are nothing. */
export function parseMirrors(text: string): Mirrors | undefined {
  const mirrors: Mirrors = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const [host = "", ...addresses] = line.trim().split(/\s+/);
    if (!/^[a-z0-9.-]+(:\d+)?$/i.test(host) || addresses.length === 0) return undefined;
    if (!addresses.every((address) => /^https?:$/.test(protocolOf(address)))) return undefined;
    mirrors.push({ host, mirrors: addresses });
  }
  return mirrors;
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : "";
}
