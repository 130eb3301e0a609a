import { sr25519Verify, waitReady } from "@polkadot/wasm-crypto";

// The chain's own verifier (schnorrkel) as WebAssembly, some five times as quick as one in JavaScript. It sees nothing secret: what
// signs stays with code that can wipe its keys.
if (!(await waitReady())) throw new Error("WebAssembly does not start, which checks signatures");

const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;

/**
 * True when the 64-byte sr25519 signature in the context "substrate" is the 32-byte key's over the message. False for anything
 * malformed; never throws. Source: schnorrkel's `verify_simple`, as the chain calls it.
 */
export function verifySr25519(
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== KEY_BYTES) return false;
  try {
    return sr25519Verify(signature, message, publicKey);
  } catch {
    // Bytes that are no key or no signature.
    return false;
  }
}
