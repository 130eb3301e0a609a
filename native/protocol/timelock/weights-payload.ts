import { Bytes, type Codec, Struct, u16, u64, Vector } from "@polkadot-api/substrate-bindings";

/** What a timelocked weights commit holds. */
export interface WeightsPayload {
  /** Public key of the hotkey that commits, 32 bytes; missing in the form of old clients. */
  readonly hotkey?: Uint8Array;
  readonly uids: readonly number[];
  readonly values: readonly number[];
  readonly versionKey: bigint;
}

const weights = { uids: Vector(u16), values: Vector(u16), version_key: u64 };
const withHotkey = Struct({ hotkey: Bytes(), ...weights });
const withoutHotkey = Struct(weights);
const ACCOUNT_BYTES = 32;

/** SCALE of `{ hotkey: Vec<u8>, uids: Vec<u16>, values: Vec<u16>, version_key: u64 }`. Source: §3.9. */
export function encodeWeightsPayload({
  hotkey,
  uids,
  values,
  versionKey,
}: Required<WeightsPayload>): Uint8Array {
  return withHotkey.enc({
    hotkey,
    uids: [...uids],
    values: [...values],
    version_key: versionKey,
  });
}

/** Reads a payload, in today's form or the old one without a hotkey; undefined for neither. Source: coinbase/reveal_commits.rs. */
export function decodeWeightsPayload(bytes: Uint8Array): WeightsPayload | undefined {
  const full = read(withHotkey, bytes);
  if (full !== undefined && full.hotkey.length >= ACCOUNT_BYTES) {
    const { hotkey, uids, values, version_key } = full;
    return { hotkey: hotkey.slice(0, ACCOUNT_BYTES), uids, values, versionKey: version_key };
  }
  const old = read(withoutHotkey, bytes);
  return old && { uids: old.uids, values: old.values, versionKey: old.version_key };
}

function read<T>(codec: Codec<T>, bytes: Uint8Array): T | undefined {
  try {
    // A copy: a decoder that runs past the end must meet the end of the memory too.
    return codec.dec(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}
