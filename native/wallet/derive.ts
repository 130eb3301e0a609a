import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { compact } from "@polkadot-api/substrate-bindings";
import { HDKD, __tests as schnorrkel, secretFromSeed } from "@scure/sr25519";
import { HearthError } from "../api/errors.ts";
import { DEV_PHRASE, miniSecretFromMnemonic } from "./mnemonic.ts";

/** An sr25519 secret: 64 bytes as the signing library takes them (scalar times 8, nonce), and its mini-secret if known. */
export interface Secret {
  readonly key: Uint8Array;
  readonly seed?: Uint8Array;
}

/** One step of a derivation path: `//name` is hard, `/name` soft. The chain code is 32 bytes. */
export interface Junction {
  readonly hard: boolean;
  readonly chainCode: Uint8Array;
}

const EMPTY = new Uint8Array();
const JUNCTION = /(\/\/?)([^/]+)/g;
const URI = /^([^/]*)((?:\/\/?[^/]+)*)(?:\/\/\/(.*))?$/s;

/** The secret that a 32-byte mini-secret expands to (schnorrkel ExpansionMode::Ed25519). Throws when it is not 32 bytes. */
export function secretFromMiniSecret(seed: Uint8Array): Secret {
  return { key: secretFromSeed(seed), seed: Uint8Array.from(seed) };
}

/**
 * The 32-byte chain code of a path element: a decimal number as u64 little-endian, else a SCALE string; longer than
 * 32 bytes is hashed by blake2b-256, shorter is padded with zeros.
 */
export function chainCode(element: string): Uint8Array {
  const isNumber = /^\d+$/.test(element) && BigInt(element) < 1n << 64n;
  const text = utf8ToBytes(element);
  const code = isNumber
    ? numberToBytesLE(BigInt(element), 8)
    : concatBytes(compact.enc(text.length), text);
  if (code.length > 32) return blake2b(code, { dkLen: 32 });
  const padded = new Uint8Array(32);
  padded.set(code);
  return padded;
}

/** Reads `//hard/soft…`. Throws BAD_INPUT for anything else. */
export function parsePath(path: string): Junction[] {
  const junctions = [...path.matchAll(JUNCTION)].map(([, slashes, element]) => ({
    hard: slashes === "//",
    chainCode: chainCode(element as string),
  }));
  const read = [...path.matchAll(JUNCTION)].map(([whole]) => whole).join("");
  if (read !== path) throw new HearthError("BAD_INPUT", { reason: "not a derivation path" });
  return junctions;
}

/** Walks a path down from a secret. A soft last step has no mini-secret, so `seed` is absent then. */
export function deriveSecret(root: Secret, junctions: readonly Junction[]): Secret {
  return junctions.reduce<Secret>(
    (secret, { hard, chainCode: code }) =>
      hard
        ? secretFromMiniSecret(hardMiniSecret(secret.key, code))
        : { key: HDKD.secretSoft(secret.key, code) },
    root,
  );
}

/**
 * The secret of a key URI `phrase//hard/soft///password`. The phrase may be a recovery phrase or 0x and 64 hex digits;
 * missing, it is the development phrase. Throws BAD_MNEMONIC or BAD_INPUT.
 */
export function secretFromUri(uri: string): Secret {
  const match = URI.exec(uri);
  if (!match) throw new HearthError("BAD_INPUT", { reason: "not a key URI" });
  const [, phrase, path, password] = match;
  const hex = /^0x([0-9a-fA-F]{64})$/.exec(phrase ?? "");
  const miniSecret = hex
    ? Uint8Array.from(Buffer.from(hex[1] as string, "hex"))
    : miniSecretFromMnemonic(phrase || DEV_PHRASE, password ?? "");
  return deriveSecret(secretFromMiniSecret(miniSecret), parsePath(path ?? ""));
}

/**
 * schnorrkel's `hard_derive_mini_secret_key`. The library's own `secretHard` expands the result at once and drops the
 * mini-secret, which keyfiles carry as `secretSeed`; so its transcript is repeated here.
 */
function hardMiniSecret(key: Uint8Array, code: Uint8Array): Uint8Array {
  const transcript = new schnorrkel.SigningContext("SchnorrRistrettoHDKD");
  transcript.bytes(EMPTY);
  transcript.appendMessage("chain-code", code);
  transcript.appendMessage("secret-key", canonicalScalar(key.subarray(0, 32)));
  const miniSecret = transcript.challengeBytes("HDKD-hard", 32);
  transcript.clean();
  return miniSecret;
}

/** The scalar as sp-core and keyfiles hold it: the library's "half ed25519" form divided by 8. */
export function canonicalScalar(scalarTimesEight: Uint8Array): Uint8Array {
  return numberToBytesLE(bytesToNumberLE(scalarTimesEight) >> 3n, 32);
}

/** A keyfile's 64-byte `privateKey` of a secret: canonical scalar, then the nonce half unchanged. */
export function toKeyfilePrivateKey(key: Uint8Array): Uint8Array {
  return concatBytes(canonicalScalar(key.subarray(0, 32)), key.subarray(32, 64));
}

/** The secret of a keyfile's 64-byte `privateKey`. Throws RangeError when the scalar is out of range. */
export function fromKeyfilePrivateKey(privateKey: Uint8Array): Secret {
  const scalar = bytesToNumberLE(privateKey.subarray(0, 32));
  if (privateKey.length !== 64 || scalar === 0n || scalar >= 1n << 253n) {
    throw new RangeError("not a canonical sr25519 secret");
  }
  return { key: concatBytes(numberToBytesLE(scalar << 3n, 32), privateKey.subarray(32, 64)) };
}
