import { HearthError } from "../api/errors.ts";
import { type LegacyOpened, openAnsibleVault, openFernet } from "./legacy-encryption.ts";
import { argon2Key, NACL_OVERHEAD, openNacl, sealNacl } from "./nacl.ts";

/** How a keyfile's bytes are wrapped, told by their first bytes. */
export type KeyfileEncryption = "nacl" | "ansible-vault" | "fernet" | "none";

/** Tells the encryption of a keyfile from its prefix, as btwallet does. */
export function detectEncryption(content: Uint8Array): KeyfileEncryption {
  const start = Buffer.from(content.subarray(0, 14)).toString("latin1");
  if (start.startsWith("$NACL")) return "nacl";
  if (start.startsWith("$ANSIBLE_VAULT")) return "ansible-vault";
  return start.startsWith("gAAAAA") ? "fernet" : "none";
}

/** Encrypts keyfile JSON with a password in the current format. Seconds of work and 512 MiB: call it in the signer. */
export async function sealKeyfile(json: string, password: string): Promise<Uint8Array> {
  const key = await argon2Key(password);
  const sealed = sealNacl(new TextEncoder().encode(json), key);
  key.fill(0);
  return sealed;
}

/**
 * The plain bytes of a keyfile in any of the three encryptions, or a copy of them when it has none. Throws
 * WRONG_PASSWORD, or KEYFILE_DAMAGED when the wrapping itself is broken. Seconds of work: call it in the signer.
 */
export async function openKeyfile(
  content: Uint8Array,
  password: string,
  file: string,
): Promise<Uint8Array> {
  const encryption = detectEncryption(content);
  const text = (): string => Buffer.from(content).toString("latin1");
  switch (encryption) {
    case "none":
      return Uint8Array.from(content);
    case "nacl":
      return openCurrent(content, password, file);
    case "ansible-vault":
      return legacy(await openAnsibleVault(text(), password), file);
    case "fernet":
      return legacy(await openFernet(text(), password), file);
    default:
      return encryption satisfies never;
  }
}

async function openCurrent(
  content: Uint8Array,
  password: string,
  file: string,
): Promise<Uint8Array> {
  if (content.length <= NACL_OVERHEAD) {
    throw new HearthError("KEYFILE_DAMAGED", { file, reason: "It is cut short." });
  }
  const key = await argon2Key(password);
  const plain = openNacl(content, key);
  key.fill(0);
  if (!plain) throw new HearthError("WRONG_PASSWORD");
  return plain;
}

function legacy(opened: LegacyOpened, file: string): Uint8Array {
  switch (opened.state) {
    case "open":
      return opened.plain;
    case "wrong-password":
      throw new HearthError("WRONG_PASSWORD");
    case "malformed":
      throw new HearthError("KEYFILE_DAMAGED", { file, reason: opened.reason });
    default:
      return opened satisfies never;
  }
}
