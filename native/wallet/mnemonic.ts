import { pbkdf2Sync } from "node:crypto";
import { generateMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { HearthError } from "../api/errors.ts";

/** The phrase that stands in where a key URI names none; public knowledge, for development only. */
export const DEV_PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

const ALLOWED_LENGTHS: ReadonlySet<number> = new Set([12, 15, 18, 21, 24]);
const KNOWN_WORDS: ReadonlySet<string> = new Set(wordlist);

/** Twelve fresh English BIP39 words from the system's random source. */
export function newMnemonic(): string {
  return generateMnemonic(wordlist, 128);
}

/** The phrase as it is hashed: lower case, single spaces. */
export function normaliseMnemonic(mnemonic: string): string {
  return mnemonic.normalize("NFKD").trim().toLowerCase().split(/\s+/).join(" ");
}

/** True when the text has the shape of a recovery phrase (word count and letters), whatever its words. */
export function looksLikeMnemonic(text: string): boolean {
  const trimmed = text.trim();
  return /^[a-z]+( [a-z]+)*$/.test(trimmed) && ALLOWED_LENGTHS.has(trimmed.split(" ").length);
}

/**
 * Normalises and checks a recovery phrase. Throws BAD_MNEMONIC naming the first fault (count, position of the unknown
 * word, checksum) but never the words themselves.
 */
export function checkMnemonic(mnemonic: string): string {
  const phrase = normaliseMnemonic(mnemonic);
  const words = phrase === "" ? [] : phrase.split(" ");
  if (!ALLOWED_LENGTHS.has(words.length)) {
    throw new HearthError("BAD_MNEMONIC", { reason: `There are ${words.length} words, not 12.` });
  }
  const unknown = words.findIndex((word) => !KNOWN_WORDS.has(word));
  if (unknown >= 0) {
    throw new HearthError("BAD_MNEMONIC", { reason: `Word ${unknown + 1} is not in the list.` });
  }
  entropyOf(phrase);
  return phrase;
}

/**
 * The 32-byte mini-secret of a phrase by substrate-bip39: PBKDF2-HMAC-SHA512 over the *entropy* (not the words, as
 * standard BIP39 would), salt "mnemonic" + passphrase, 2048 rounds, first 32 bytes. Throws BAD_MNEMONIC.
 */
export function miniSecretFromMnemonic(mnemonic: string, passphrase = ""): Uint8Array {
  const entropy = entropyOf(normaliseMnemonic(mnemonic));
  const seed = pbkdf2Sync(entropy, `mnemonic${passphrase}`, 2048, 64, "sha512");
  const miniSecret = Uint8Array.from(seed.subarray(0, 32));
  entropy.fill(0);
  seed.fill(0);
  return miniSecret;
}

function entropyOf(phrase: string): Uint8Array {
  try {
    return mnemonicToEntropy(phrase, wordlist);
  } catch {
    throw new HearthError("BAD_MNEMONIC", {
      reason: "Their checksum does not fit: a word is wrong or out of order.",
    });
  }
}
