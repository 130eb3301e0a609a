import { createCodec, createDecoder, u8 as scaleU8 } from "@polkadot-api/substrate-bindings";
import {
  accountId,
  bytes,
  compact,
  fixedBytes,
  newtype,
  type ScaleType,
  struct,
  u8,
  u64,
  unit,
  vec,
} from "./type.ts";
import { type CaseSpec, variant } from "./variant.ts";

/** `Result<T, E>` as an enum of Ok and Err. */
export function result<T, E>(
  ok: ScaleType<T>,
  err: ScaleType<E>,
): ScaleType<{ type: "Ok"; value: T } | { type: "Err"; value: E }> {
  const type = variant(
    ["Result"],
    { Ok: { index: 0, fields: [ok] }, Err: { index: 1, fields: [err] } },
    [
      { name: "T", type: ok.shape },
      { name: "E", type: err.shape },
    ],
  );
  return type as unknown as ScaleType<{ type: "Ok"; value: T } | { type: "Err"; value: E }>;
}

/** `MultiAddress<AccountId32, ()>`; only `Id` is ever accepted by a call. */
export const multiAddress = variant(
  ["sp_runtime", "multiaddress", "MultiAddress"],
  {
    Id: { index: 0, fields: [accountId], typeNames: ["AccountId"] },
    Index: { index: 1, fields: [compactUnit()], typeNames: ["AccountIndex"] },
    Raw: { index: 2, fields: [bytes], typeNames: ["Vec<u8>"] },
    Address32: { index: 3, fields: [fixedBytes(32)], typeNames: ["[u8; 32]"] },
    Address20: { index: 4, fields: [fixedBytes(20)], typeNames: ["[u8; 20]"] },
  },
  [
    { name: "AccountId", type: accountId.shape },
    { name: "AccountIndex", type: unit.shape },
  ],
);

function compactUnit(): ScaleType<undefined> {
  return { ...unit, shape: { kind: "compact", element: unit.shape } };
}

/** The three signature schemes. */
export const multiSignature = variant(["sp_runtime", "MultiSignature"], {
  Ed25519: { index: 0, fields: [fixedBytes(64)], typeNames: ["ed25519::Signature"] },
  Sr25519: { index: 1, fields: [fixedBytes(64)], typeNames: ["sr25519::Signature"] },
  Ecdsa: { index: 2, fields: [fixedBytes(65)], typeNames: ["ecdsa::Signature"] },
});

/** How long a transaction may wait: for ever, or `period` blocks from the one its `phase` points at. */
export type Era =
  | { readonly type: "Immortal" }
  | { readonly type: "Mortal"; readonly period: number; readonly phase: number };

const eraCases: Record<string, CaseSpec> = { Immortal: { index: 0 } };
for (let index = 1; index < 256; index += 1) eraCases[`Mortal${index}`] = { index, fields: [u8] };

/**
 * `Era`: one zero byte, or two bytes little-endian
 * `min(15, max(1, trailing zeros of period - 1)) | (phase / quantise) << 4` with `quantise = max(1, period >> 12)`.
 */
export const era: ScaleType<Era> = {
  codec: createCodec<Era>(
    (value) => {
      if (value.type === "Immortal") return Uint8Array.of(0);
      const quantise = Math.max(1, value.period >> 12);
      const zeros = 31 - Math.clz32(value.period);
      const word = Math.min(15, Math.max(1, zeros - 1)) | (Math.floor(value.phase / quantise) << 4);
      return Uint8Array.of(word & 0xff, word >> 8);
    },
    createDecoder((input) => {
      const first = scaleU8.dec(input);
      if (first === 0) return { type: "Immortal" };
      const word = first | (scaleU8.dec(input) << 8);
      const period = 2 << (word & 15);
      const phase = (word >> 4) * Math.max(1, period >> 12);
      if (period < 4 || phase >= period) throw new RangeError("era is out of its range");
      return { type: "Mortal", period, phase };
    }),
  ),
  shape: variant(["sp_runtime", "generic", "era", "Era"], eraCases).shape,
  zero: Uint8Array.of(0),
};

/** `Weight`: picoseconds of reference time and bytes of proof. */
export const weight = struct(
  ["sp_weights", "weight_v2", "Weight"],
  { ref_time: compact(u64), proof_size: compact(u64) },
  { ref_time: "u64", proof_size: "u64" },
);

const digestItem = variant(["sp_runtime", "generic", "digest", "DigestItem"], {
  PreRuntime: {
    index: 6,
    fields: [fixedBytes(4), bytes],
    typeNames: ["ConsensusEngineId", "Vec<u8>"],
  },
  Consensus: {
    index: 4,
    fields: [fixedBytes(4), bytes],
    typeNames: ["ConsensusEngineId", "Vec<u8>"],
  },
  Seal: { index: 5, fields: [fixedBytes(4), bytes], typeNames: ["ConsensusEngineId", "Vec<u8>"] },
  Other: { index: 0, fields: [bytes], typeNames: ["Vec<u8>"] },
  RuntimeEnvironmentUpdated: { index: 8 },
});

/** What a header carries besides its hashes. */
export const digest = struct(
  ["sp_runtime", "generic", "digest", "Digest"],
  { logs: vec(digestItem) },
  { logs: "Vec<DigestItem>" },
);

/** `Cow<'static, T>`, which encodes as what it wraps. */
export function cow<T>(inner: ScaleType<T>): ScaleType<T> {
  return newtype(["Cow"], inner, undefined, [{ name: "T", type: inner.shape }]);
}
