import { getDynamicBuilder, getLookupFn } from "@polkadot-api/metadata-builders";
import { decAnyMetadata, unifyMetadata } from "@polkadot-api/substrate-bindings";
import { mergeUint8, toHex } from "@polkadot-api/utils";
import { HearthError } from "../api/errors.ts";
import type { ChainEvent, ChainFeature } from "./chain-port.ts";
import { chainEvents } from "./events.ts";

/** How one storage item is addressed and read. */
export interface StorageAccess {
  /** How many keys it takes; 0 for a plain value. */
  readonly keyCount: number;
  /** Full key or, with fewer keys, the prefix of all entries below them; 0x hex. */
  key(keys: readonly unknown[]): string;
  /** The keys inside a full storage key. */
  decodeKeys(key: string): unknown[];
  /** The value of raw bytes; for null the item's default, or undefined where it is optional. */
  decode(raw: string | null): unknown;
}

/** How one runtime API method is called. */
export interface MethodAccess {
  /** Concatenated arguments, 0x hex. */
  encode(args: readonly unknown[]): string;
  decode(raw: string): unknown;
}

/** The codecs of one runtime, taken from its metadata. Everything absent throws CHAIN_LACKS. */
export interface ChainRuntime {
  readonly specVersion: number;
  storage(pallet: string, item: string): StorageAccess;
  method(api: string, method: string): MethodAccess;
  constant(pallet: string, name: string): unknown;
  /** Events of a block from the raw value of System.Events. */
  events(raw: string | null): ChainEvent[];
  /** Pallet index, call index and arguments. Throws BAD_INPUT when the arguments do not fit. */
  encodeCall(pallet: string, name: string, args: unknown): Uint8Array;
  has(feature: ChainFeature): boolean;
}

/** Builds the codecs of a runtime from its metadata (V14, V15 or V16, with its magic number). */
export function buildRuntime(metadata: Uint8Array): ChainRuntime {
  const unified = unifyMetadata(decAnyMetadata(metadata));
  const lookup = getLookupFn(unified);
  const builder = getDynamicBuilder(lookup);
  const palletOf = (name: string) => unified.pallets.find((pallet) => pallet.name === name);
  const lacks = (what: string): HearthError => new HearthError("CHAIN_LACKS", { what });

  const hasVariant = (type: number | undefined, name: string): boolean => {
    if (type === undefined) return false;
    const entry = lookup(type);
    return entry.type === "enum" && name in entry.value;
  };
  const has = ({ pallet, call, item, api, method }: ChainFeature): boolean => {
    const found = pallet === undefined ? undefined : palletOf(pallet);
    if (pallet !== undefined && !found) return false;
    if (call !== undefined && !hasVariant(found?.calls?.type, call)) return false;
    if (item !== undefined && !found?.storage?.items.some(({ name }) => name === item))
      return false;
    if (api === undefined) return true;
    const methods = unified.apis.find(({ name }) => name === api)?.methods;
    return (
      methods !== undefined && (method === undefined || methods.some(({ name }) => name === method))
    );
  };

  const storage = memoise((pallet: string, item: string): StorageAccess => {
    if (!has({ pallet, item })) throw lacks(`${pallet}.${item}`);
    const { keys, value, len, fallback } = builder.buildStorage(pallet, item);
    return {
      keyCount: len,
      key: (given) => keys.enc(...given),
      decodeKeys: (key) => keys.dec(key),
      decode: (raw): unknown => (raw === null ? fallback : value.dec(raw)),
    };
  });

  const method = memoise((api: string, name: string): MethodAccess => {
    if (!has({ api, method: name })) throw lacks(`${api}.${name}`);
    const { args, value } = builder.buildRuntimeCall(api, name);
    return {
      encode: (given) => toHex(args.enc([...given])),
      decode: (raw): unknown => value.dec(raw),
    };
  });

  const constant = (pallet: string, name: string): unknown => {
    const found = palletOf(pallet)?.constants.find((entry) => entry.name === name);
    if (!found) throw lacks(`${pallet}.${name}`);
    return builder.buildConstant(pallet, name).dec(found.value);
  };

  const version = constant("System", "Version") as { spec_version: number };
  return {
    specVersion: version.spec_version,
    storage,
    method,
    constant,
    has,
    events: (raw) => chainEvents(storage("System", "Events").decode(raw)),
    encodeCall: (pallet, name, args) => {
      if (!has({ pallet, call: name })) throw lacks(`${pallet}.${name}`);
      const { location, codec } = builder.buildCall(pallet, name);
      try {
        return mergeUint8([Uint8Array.from(location), codec.enc(args)]);
      } catch (cause) {
        const reason = `the arguments do not fit ${pallet}.${name}`;
        throw new HearthError("BAD_INPUT", { reason }, { cause });
      }
    },
  };
}

/** Building a codec walks the type tree, so each is built once. */
function memoise<T>(
  build: (first: string, second: string) => T,
): (first: string, second: string) => T {
  const known = new Map<string, T>();
  return (first, second) => {
    const id = `${first}.${second}`;
    const value = known.get(id) ?? build(first, second);
    known.set(id, value);
    return value;
  };
}
