import type { DownloadSettings } from "../../api/downloads.ts";
import { HearthError } from "../../api/errors.ts";

/**
 * Where a file may be had: the mirrors of its host in their order, then its own address. A mirror takes the host's place and
 * keeps path and query; a path of its own goes in front.
 */
export function addressesOf(url: string, mirrors: DownloadSettings["mirrors"]): readonly string[] {
  const own = new URL(url);
  const stand = mirrors
    .filter(({ host }) => host.toLowerCase() === own.hostname || host.toLowerCase() === own.host)
    .flatMap((each) => each.mirrors)
    .map((mirror) => throughMirror(own, mirror));
  return [...new Set([...stand, own.href])];
}

/** Throws BAD_INPUT for a mirror that cannot be one. */
export function checkMirrors(mirrors: DownloadSettings["mirrors"]): void {
  for (const mirror of mirrors.flatMap((each) => each.mirrors))
    if (!/^https?:\/\//.test(mirror))
      throw new HearthError("BAD_INPUT", { reason: "A mirror begins with https:// or http://." });
}

function throughMirror(own: URL, mirror: string): string {
  const address = new URL(mirror);
  address.pathname = address.pathname.replace(/\/$/, "") + own.pathname;
  address.search = own.search;
  return address.href;
}

/** An address without user name, password and query, which may hold a signature: fit for a screen or a log. */
export function shownAddress(url: string): string {
  if (!URL.canParse(url)) return "";
  const address = new URL(url);
  return `${address.origin}${address.pathname}`;
}
