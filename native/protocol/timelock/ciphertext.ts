import { TimelockError } from "./timelock-error.ts";

/** A timelock ciphertext in parts. Source: §3.9.1, tle/src/{tlock,ibe,stream_ciphers}. */
export interface TimelockCiphertext {
  /** Compressed G2 point, 96 bytes. */
  readonly u: Uint8Array;
  /** 32 bytes: sigma, hidden by the pairing. */
  readonly v: Uint8Array;
  /** 32 bytes: the AES key, hidden by sigma. */
  readonly w: Uint8Array;
  /** AES-256-GCM of the plaintext with its 16-byte tag. */
  readonly sealed: Uint8Array;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
}

const POINT_BYTES = 96;
const BLOCK_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SUITE = new TextEncoder().encode("AES_GCM_");

/** The bytes of a ciphertext. Throws TimelockError wrong-size for a part of another length. */
export function serialiseCiphertext(parts: TimelockCiphertext): Uint8Array {
  const { u, v, w, sealed, nonce } = parts;
  const fits =
    u.length === POINT_BYTES &&
    v.length === BLOCK_BYTES &&
    w.length === BLOCK_BYTES &&
    sealed.length >= TAG_BYTES &&
    nonce.length === NONCE_BYTES;
  if (!fits) throw new TimelockError("wrong-size");
  const body = joined([prefixed(sealed), prefixed(nonce)]);
  return joined([u, prefixed(v), prefixed(w), prefixed(body), prefixed(SUITE)]);
}

/**
 * Reads a ciphertext. Bytes after its end and the name of the cipher suite are not looked at, as the chain does not either.
 * Throws TimelockError malformed-ciphertext.
 */
export function parseCiphertext(bytes: Uint8Array): TimelockCiphertext {
  const outer = new Reader(bytes);
  const u = outer.take(POINT_BYTES);
  const v = outer.takePrefixed();
  const w = outer.takePrefixed();
  const body = new Reader(outer.takePrefixed());
  outer.takePrefixed();
  const sealed = body.takePrefixed();
  const nonce = body.takePrefixed();
  const fits =
    v.length === BLOCK_BYTES &&
    w.length === BLOCK_BYTES &&
    sealed.length >= TAG_BYTES &&
    nonce.length === NONCE_BYTES;
  if (!fits) throw new TimelockError("malformed-ciphertext");
  return { u, v, w, sealed, nonce };
}

class Reader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new TimelockError("malformed-ciphertext");
    const taken = this.#bytes.slice(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  /** A length as u64 little-endian, then as many bytes. */
  takePrefixed(): Uint8Array {
    const prefix = this.take(8);
    const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
    if (length > BigInt(this.#bytes.length)) throw new TimelockError("malformed-ciphertext");
    return this.take(Number(length));
  }
}

function prefixed(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(8 + bytes.length);
  new DataView(whole.buffer).setBigUint64(0, BigInt(bytes.length), true);
  whole.set(bytes, 8);
  return whole;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
