import type { Validator } from "../requests/answer.ts";

/**
 * What makes bytes of different answers parts of one file: the digest that all of it must have, else the server's strong ETag,
 * else the time of its last change with its size. Undefined where nothing tells one version from another.
 */
export function fileIdentity(
  sha256: string | undefined,
  { etag, modified }: Validator,
  total: number,
): string | undefined {
  if (sha256 !== undefined) return `sha256:${sha256}`;
  if (etag !== undefined) return `etag:${etag}:${total}`;
  return modified === undefined ? undefined : `modified:${modified}:${total}`;
}

/** The SHA-256 that some hosts give as the file's ETag while they redirect to where it lies; undefined where it is none. */
export function linkedDigest(etag: string | undefined): string | undefined {
  return /^"?([0-9a-f]{64})"?$/.exec(etag ?? "")?.[1];
}
