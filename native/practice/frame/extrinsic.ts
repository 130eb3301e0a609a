import { Blake2256, compactNumber, Tuple, u8 } from "@polkadot-api/substrate-bindings";
import { accountBytes } from "../scale/account.ts";
import { multiAddress, multiSignature } from "../scale/substrate.ts";
import { concatenated, type ScaleType, scaleCodec, tuple } from "../scale/type.ts";
import type { RuntimeCall } from "./context.ts";
import type { CheckContext, SignedExtension } from "./extension.ts";
import { bytesOf, hexOf } from "./hasher.ts";
import { isSignedBy, type SignatureScheme } from "./signature.ts";
import { TransactionRefused } from "./validity.ts";

/** Who signed a transaction, and with what. */
export interface ExtrinsicSignature {
  readonly account: string;
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
  /** One value an extension, in their order. */
  readonly extra: readonly unknown[];
}

/** A decoded extrinsic: an inherent without a signature, or a transaction with one. */
export interface Extrinsic {
  readonly signed: ExtrinsicSignature | undefined;
  readonly call: RuntimeCall;
  /** SCALE of the call. */
  readonly encodedCall: Uint8Array;
  /** Bytes of the whole extrinsic, with its length prefix. */
  readonly length: number;
}

/** Reads and checks the extrinsics of one runtime: of version 4, and inherents of version 5. */
export interface ExtrinsicFormat {
  /** Reads an extrinsic with its length prefix. Throws RangeError when it is not exactly one. */
  decode(bytes: Uint8Array): Extrinsic;
  /** Throws TransactionRefused BadProof unless the signature is right for this chain now. */
  checkSignature(extrinsic: Extrinsic, context: CheckContext): void;
}

const VERSION = 4;
/** Newer tools may write what is not signed in this version; its bytes are the same. */
const NEWER_VERSION = 5;
const SIGNED = 0x80;
/** Payloads longer than this are hashed before they are signed. */
const LONGEST_RAW_PAYLOAD = 256;

/** The extrinsic format of a runtime with the given calls and extensions. */
export function extrinsicFormat(
  call: ScaleType<RuntimeCall>,
  extensions: readonly SignedExtension[],
): ExtrinsicFormat {
  const extraType = tuple(...extensions.map((extension) => extension.extra));
  const body = Tuple(
    scaleCodec(multiAddress),
    scaleCodec(multiSignature),
    scaleCodec(extraType),
    scaleCodec(call),
  );

  function decodeBody(bytes: Uint8Array): Omit<Extrinsic, "length"> {
    const kind = u8.dec(bytes);
    const rest = bytes.slice(1);
    if (kind === VERSION || kind === NEWER_VERSION) {
      const decoded = call.codec.dec(rest);
      return {
        signed: undefined,
        call: decoded,
        encodedCall: exactly(call.codec.enc(decoded), rest),
      };
    }
    if (kind !== (VERSION | SIGNED)) throw new RangeError(`extrinsic format ${kind} is not known`);
    const [address, signature, extra, decoded] = body.dec(rest);
    if (address.type !== "Id") throw new RangeError("the signer must be given by its account");
    exactly(body.enc([address, signature, extra, decoded]), rest);
    const signed = {
      account: address.value,
      scheme: signature.type,
      signature: bytesOf(signature.value),
      extra,
    };
    return { signed, call: decoded, encodedCall: call.codec.enc(decoded) };
  }

  return {
    decode(bytes) {
      const owned = Uint8Array.from(bytes);
      const length = compactNumber.dec(owned);
      const prefix = compactNumber.enc(length).length;
      if (prefix + length !== owned.length)
        throw new RangeError("extrinsic length does not fit its bytes");
      return { ...decodeBody(owned.slice(prefix)), length: owned.length };
    },
    checkSignature({ signed, encodedCall }, context) {
      if (!signed) return;
      const implicit = extensions.map((extension, index) =>
        extension.implicit.codec.enc(extension.implicitValue?.(context, signed.extra[index])),
      );
      const payload = concatenated([
        encodedCall,
        extraType.codec.enc([...signed.extra]),
        ...implicit,
      ]);
      if (!verified(payload, signed)) throw new TransactionRefused({ type: "BadProof" });
    },
  };
}

/** The bytes that are signed for a payload: itself, or its hash when it is long. */
export function signedBytes(payload: Uint8Array): Uint8Array {
  return payload.length > LONGEST_RAW_PAYLOAD ? Blake2256(payload) : payload;
}

// The curve arithmetic is most of what a transaction costs, and a client asks about the same transaction twice: to validate, then to submit.
const provenRight = new Set<string>();
const REMEMBERED_PROOFS = 4096;

function verified(payload: Uint8Array, signed: ExtrinsicSignature): boolean {
  const { scheme, signature } = signed;
  const message = signedBytes(payload);
  const account = accountBytes(signed.account);
  const name = scheme + hexOf(Blake2256(concatenated([account, signature, message])));
  if (provenRight.has(name)) return true;
  if (!isSignedBy(account, scheme, message, signature)) return false;
  if (provenRight.size >= REMEMBERED_PROOFS) provenRight.clear();
  provenRight.add(name);
  return true;
}

/**
 * Returns `again` when it equals what was read. scale-ts reads past short input without a word, and SCALE has one encoding
 * a value, so encoding again is the check that nothing was missing, left over or written differently.
 */
function exactly(again: Uint8Array, read: Uint8Array): Uint8Array {
  if (Buffer.compare(again, read) !== 0)
    throw new RangeError("extrinsic is cut short or not in its shortest form");
  return again;
}
