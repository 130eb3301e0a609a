import * as nodeCrypto from "node:crypto";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { hexToBytes } from "@noble/hashes/utils.js";

/** Prefix of the current keyfile encryption. */
export const NACL_PREFIX = new TextEncoder().encode("$NACL");
/** Bytes of prefix, nonce and authentication tag before the first byte of ciphertext. */
export const NACL_OVERHEAD = 5 + 24 + 16;

const SALT = hexToBytes("137183dff15a09bc9c90b5518739e9b1");
const PASSES = 8;
const MEMORY_KIBIBYTES = 524_288;

/**
 * The 32-byte secretbox key of a password: argon2i 1.3, 8 passes, 512 MiB, one lane, btwallet's fixed salt. Takes
 * three to six seconds and 512 MiB; runs outside the event loop where the runtime has argon2.
 */
export async function argon2Key(password: string): Promise<Uint8Array> {
  try {
    return await argon2KeyNative(password);
  } catch {
    // Electron's BoringSSL has no argon2: the function is missing there or refuses.
    return argon2KeyWasm(password);
  }
}

/** {@link argon2Key} by the runtime's own OpenSSL. Rejects where it has no argon2. */
export function argon2KeyNative(password: string): Promise<Uint8Array> {
  const parameters = {
    message: new TextEncoder().encode(password),
    nonce: SALT,
    parallelism: 1,
    tagLength: 32,
    memory: MEMORY_KIBIBYTES,
    passes: PASSES,
  };
  return new Promise((resolve, reject) => {
    if (typeof nodeCrypto.argon2 !== "function") return reject(new Error("no argon2 here"));
    nodeCrypto.argon2("argon2i", parameters, (error, key) =>
      error ? reject(error) : resolve(Uint8Array.from(key)),
    );
  });
}

/** {@link argon2Key} by WebAssembly; blocks the thread it runs in. */
export async function argon2KeyWasm(password: string): Promise<Uint8Array> {
  const { argon2i } = await import("hash-wasm");
  return argon2i({
    password: new TextEncoder().encode(password),
    salt: SALT,
    iterations: PASSES,
    memorySize: MEMORY_KIBIBYTES,
    parallelism: 1,
    hashLength: 32,
    outputType: "binary",
  });
}

/** `$NACL`, nonce, tag, ciphertext. A nonce must never be used twice with one key; the default is random. */
export function sealNacl(
  plain: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array = nodeCrypto.randomBytes(24),
): Uint8Array {
  return Uint8Array.from(
    Buffer.concat([NACL_PREFIX, nonce, xsalsa20poly1305(key, nonce).encrypt(plain)]),
  );
}

/** The plain bytes, or undefined when the key is wrong or a byte was changed (the two cannot be told apart). */
export function openNacl(sealed: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  if (sealed.length < NACL_OVERHEAD) return undefined;
  const nonce = sealed.subarray(5, 29);
  try {
    return xsalsa20poly1305(key, nonce).decrypt(sealed.subarray(29));
  } catch {
    return undefined;
  }
}
