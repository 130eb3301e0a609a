import { createXXHash128 } from "hash-wasm";

/** A running digest of one chunk: 128 bits, begun anew for each chunk. */
export interface ChunkDigest {
  begin(): void;
  add(bytes: Uint8Array): void;
  /** 32 hex digits. */
  end(): string;
}

/**
 * XXH3-128: at 9 GB/s it costs a tenth of SHA-256. It finds damage, not malice: against that stands the SHA-256 of the whole file.
 */
export async function createChunkDigest(): Promise<ChunkDigest> {
  const hasher = await createXXHash128();
  return {
    begin: () => {
      hasher.init();
    },
    add: (bytes) => {
      hasher.update(bytes);
    },
    end: () => hasher.digest("hex"),
  };
}
