import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { getPublicKey } from "@scure/sr25519";
import * as z from "zod";
import { HearthError } from "../api/errors.ts";
import { encodeAddress } from "../protocol/ss58.ts";
import { parseAddress } from "./address.ts";
import {
  fromKeyfilePrivateKey,
  type Secret,
  secretFromMiniSecret,
  toKeyfilePrivateKey,
} from "./derive.ts";
import { looksLikeMnemonic, miniSecretFromMnemonic, normaliseMnemonic } from "./mnemonic.ts";

/** What a keyfile says: a public key, and the secret and its words where the file has them. */
export interface Account {
  readonly publicKey: Uint8Array;
  readonly address: string;
  readonly secret?: Secret;
  readonly phrase?: string;
}

const optionalText = z.string().nullish();
const keyfileSchema = z.object({
  accountId: optionalText,
  publicKey: optionalText,
  privateKey: optionalText,
  secretPhrase: optionalText,
  secretSeed: optionalText,
  ss58Address: optionalText,
  " ss58Address": optionalText,
  cryptoType: z.union([z.number(), z.string()]).nullish(),
});
type KeyfileJson = z.infer<typeof keyfileSchema>;

/** An account made from a recovery phrase. Throws BAD_MNEMONIC. */
export function accountFromMnemonic(mnemonic: string): Account {
  const phrase = normaliseMnemonic(mnemonic);
  return { ...accountFromSecret(secretFromMiniSecret(miniSecretFromMnemonic(phrase))), phrase };
}

/** An account whose words are not known, only its secret. */
export function accountFromSecret(secret: Secret): Account {
  const publicKey = getPublicKey(secret.key);
  return { publicKey, address: encodeAddress(publicKey), secret };
}

/**
 * One line of keyfile JSON, secrets included, as btwallet 4.0 and older write it: `cryptoType` is left out because
 * those refuse a number in it.
 */
export function writeKeyfile(account: Account): string {
  const { secret, phrase } = account;
  return JSON.stringify({
    ...publicFields(account),
    ...(secret ? { privateKey: hex(toKeyfilePrivateKey(secret.key)) } : {}),
    ...(phrase ? { secretPhrase: phrase } : {}),
    ...(secret?.seed ? { secretSeed: hex(secret.seed) } : {}),
    ss58Address: account.address,
  });
}

/** The public half of a keyfile: what `coldkeypub.txt` and `<hotkey>pub.txt` hold. */
export function writePublicKeyfile(account: Account): string {
  return JSON.stringify({ ...publicFields(account), ss58Address: account.address });
}

/**
 * Reads a plain (decrypted) keyfile in every form that btwallet has written: JSON with any field missing, null or
 * doubly prefixed with 0x, bare seed or private key hex, bare words. Order of trust: words, seed, private key,
 * address. `file` names it in the error. Throws KEYFILE_DAMAGED.
 */
export function readKeyfile(content: Uint8Array, file: string): Account {
  const damaged = (reason: string): HearthError =>
    new HearthError("KEYFILE_DAMAGED", { file, reason });
  const text = new TextDecoder().decode(content).trim();
  if (text === "") throw damaged("It is empty.");
  try {
    const bare = readBare(text);
    if (bare) return bare;
    const json = keyfileSchema.safeParse(JSON.parse(text));
    if (!json.success) throw damaged("Its fields are not those of a keyfile.");
    return fromJson(json.data, damaged);
  } catch (error) {
    if (error instanceof HearthError && error.code === "KEYFILE_DAMAGED") throw error;
    // The parser's own message may quote key material, so it is not passed on.
    if (error instanceof SyntaxError)
      throw damaged("It is not whole: its JSON ends early or is garbled.");
    throw damaged("A key in it is malformed.");
  }
}

function readBare(text: string): Account | undefined {
  const digits = stripPrefix(text);
  if (/^[0-9a-fA-F]{64}$/.test(digits))
    return accountFromSecret(secretFromMiniSecret(hexToBytes(digits)));
  if (/^[0-9a-fA-F]{128}$/.test(digits))
    return accountFromSecret(fromKeyfilePrivateKey(hexToBytes(digits)));
  return looksLikeMnemonic(text) ? accountFromMnemonic(text) : undefined;
}

function fromJson(json: KeyfileJson, damaged: (reason: string) => HearthError): Account {
  const cryptoType = Number(json.cryptoType ?? 1);
  if (cryptoType !== 1) throw damaged(`Its key type ${String(json.cryptoType)} is not sr25519.`);
  const stated = json.ss58Address ?? json[" ss58Address"] ?? undefined;
  const account = secretAccount(json) ?? publicAccount(json, stated);
  if (!account) throw damaged("It holds no key.");
  if (stated && stated !== account.address)
    throw damaged("Its key and its address do not belong together.");
  return account;
}

function secretAccount(json: KeyfileJson): Account | undefined {
  if (json.secretPhrase) return accountFromMnemonic(json.secretPhrase);
  if (json.secretSeed) {
    const seed = fromHex(json.secretSeed);
    return accountFromSecret(
      // btcli once let people regenerate from a 64-byte "seed", which is a private key by another name.
      seed.length === 64 ? fromKeyfilePrivateKey(seed) : secretFromMiniSecret(seed),
    );
  }
  if (json.privateKey) return accountFromSecret(fromKeyfilePrivateKey(fromHex(json.privateKey)));
  return undefined;
}

function publicAccount(json: KeyfileJson, stated: string | undefined): Account | undefined {
  const key = json.publicKey ?? json.accountId;
  const publicKey = stated ? parseAddress(stated) : key ? fromHex(key) : undefined;
  return publicKey ? { publicKey, address: encodeAddress(publicKey) } : undefined;
}

function publicFields({ publicKey }: Account): { accountId: string; publicKey: string } {
  return { accountId: hex(publicKey), publicKey: hex(publicKey) };
}

const hex = (bytes: Uint8Array): string => `0x${bytesToHex(bytes)}`;
const stripPrefix = (text: string): string => text.replace(/^(0x)+/i, "");
const fromHex = (text: string): Uint8Array => hexToBytes(stripPrefix(text.trim()));
