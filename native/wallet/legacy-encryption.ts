import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const pbkdf2Async = promisify(pbkdf2);

const FERNET_SALT = "Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins";
const FERNET_ROUNDS = 10_000_000;
const VAULT_ROUNDS = 10_000;

/** What came of opening an old file: its bytes, a failed authentication, or a form that cannot be parsed. */
export type LegacyOpened =
  | { readonly state: "open"; readonly plain: Uint8Array }
  | { readonly state: "wrong-password" }
  | { readonly state: "malformed"; readonly reason: string };

/**
 * Opens an Ansible Vault 1.1 file: hex of (salt, HMAC, ciphertext, each as hex on a line), PBKDF2-HMAC-SHA256 with
 * 10,000 rounds to 80 bytes (AES key, HMAC key, counter), AES-256-CTR, PKCS7.
 */
export async function openAnsibleVault(text: string, password: string): Promise<LegacyOpened> {
  const [header = "", ...body] = text.trim().split(/\r?\n/);
  if (!/^\$ANSIBLE_VAULT;1\.[12];AES256/.test(header))
    return malformed("Its vault version is unknown.");
  const inner = unhex(body.join("").replace(/\s/g, ""))?.toString("latin1").split("\n") ?? [];
  const [salt, tag, ciphertext] = inner.map(unhex);
  if (!salt || !tag || !ciphertext || tag.length !== 32)
    return malformed("Its vault body is not whole.");
  const keys = await pbkdf2Async(password, salt, VAULT_ROUNDS, 80, "sha256");
  const expected = createHmac("sha256", keys.subarray(32, 64)).update(ciphertext).digest();
  if (!timingSafeEqual(expected, tag)) return { state: "wrong-password" };
  const decipher = createDecipheriv("aes-256-ctr", keys.subarray(0, 32), keys.subarray(64, 80));
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > 16) return malformed("Its padding is wrong.");
  return { state: "open", plain: Uint8Array.from(padded.subarray(0, padded.length - padding)) };
}

/**
 * Opens a Fernet token: version 0x80, time u64, IV, AES-128-CBC ciphertext, HMAC-SHA256 of all before it. Its key is
 * PBKDF2-HMAC-SHA256 of the password with btwallet's fixed salt and ten million rounds (about a second).
 */
export async function openFernet(text: string, password: string): Promise<LegacyOpened> {
  const token = Buffer.from(text.trim(), "base64url");
  if (token.length < 1 + 8 + 16 + 16 + 32 || token[0] !== 0x80)
    return malformed("Its Fernet token is not whole.");
  const signed = token.subarray(0, -32);
  const key = await pbkdf2Async(password, FERNET_SALT, FERNET_ROUNDS, 32, "sha256");
  const expected = createHmac("sha256", key.subarray(0, 16)).update(signed).digest();
  if (!timingSafeEqual(expected, token.subarray(-32))) return { state: "wrong-password" };
  const decipher = createDecipheriv("aes-128-cbc", key.subarray(16), signed.subarray(9, 25));
  try {
    const plain = Buffer.concat([decipher.update(signed.subarray(25)), decipher.final()]);
    return { state: "open", plain: Uint8Array.from(plain) };
  } catch {
    return malformed("Its padding is wrong.");
  }
}

function malformed(reason: string): LegacyOpened {
  return { state: "malformed", reason };
}

function unhex(text: string): Buffer | undefined {
  return /^([0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, "hex") : undefined;
}
