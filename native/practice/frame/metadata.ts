import { metadata as metadataCodec, type V14, type V15 } from "@polkadot-api/substrate-bindings";
import { TypeRegistry } from "../scale/registry.ts";
import { multiAddress, multiSignature } from "../scale/substrate.ts";
import { accountId, bytes as opaqueBytes, type ScaleType, tuple } from "../scale/type.ts";
import type { SignedExtension } from "./extension.ts";
import { hasherTag, hexOf } from "./hasher.ts";
import { methodMetadata } from "./metadata-method.ts";
import { metadata16 } from "./metadata-v16.ts";
import { type OuterTypes, opaqueExtrinsic } from "./outer-types.ts";
import type { PalletModule, PalletSpec } from "./pallet.ts";
import type { RuntimeApi } from "./runtime-api.ts";
import type { MetadataVersion } from "./runtime-services.ts";
import type { StorageDeclaration } from "./storage.ts";

/** What metadata is made of. */
export interface MetadataSource {
  readonly modules: readonly PalletModule[];
  readonly apis: readonly RuntimeApi[];
  readonly extensions: readonly SignedExtension[];
  readonly outer: OuterTypes;
}

/** "meta" read as a little-endian u32. */
const MAGIC = 0x6174656d;
const EXTRINSIC_VERSION = 4;
type PalletMetadata = V15["pallets"][number];
type ItemType = NonNullable<PalletMetadata["storage"]>["items"][number]["type"];

/** The metadata of a runtime, with its magic number and version byte. */
export function encodeMetadata(source: MetadataSource, version: MetadataVersion): Uint8Array {
  const registry = new TypeRegistry();
  // async-substrate-interface 1 (bittensor 10) takes type 0 for an account without looking, as it is on every FRAME chain.
  registry.id(accountId.shape);
  const { outer, extensions } = source;
  const id = (type: ScaleType): number => registry.id(type.shape);
  const pallets = source.modules.map(({ pallet }) => palletMetadata(pallet.spec, outer, registry));
  const extra = tuple(...extensions.map((extension) => extension.extra));
  const signedExtensions = extensions.map(({ identifier, extra: type, implicit }) => ({
    identifier,
    type: id(type),
    additionalSigned: id(implicit),
  }));
  const extrinsicType = id(
    opaqueExtrinsic(opaqueBytes, [multiAddress, outer.call, multiSignature, extra]),
  );
  switch (version) {
    case 14: {
      const value: V14 = {
        lookup: [],
        pallets,
        extrinsic: { type: extrinsicType, version: EXTRINSIC_VERSION, signedExtensions },
        type: id(outer.runtime),
        apis: [],
      };
      value.lookup = registry.lookup();
      return metadataCodec.enc({ magicNumber: MAGIC, metadata: { tag: "v14", value } });
    }
    case 15: {
      const value: V15 = {
        lookup: [],
        pallets,
        extrinsic: {
          version: EXTRINSIC_VERSION,
          address: id(multiAddress),
          call: id(outer.call),
          signature: id(multiSignature),
          extra: id(extra),
          signedExtensions,
        },
        type: id(outer.runtime),
        apis: source.apis.map((api) => apiMetadata(api, id)),
        outerEnums: { call: id(outer.call), event: id(outer.event), error: id(outer.error) },
        custom: [],
      };
      value.lookup = registry.lookup();
      return metadataCodec.enc({ magicNumber: MAGIC, metadata: { tag: "v15", value } });
    }
    case 16: {
      const value = metadata16({
        modules: source.modules,
        pallets,
        outer,
        apis: source.apis,
        signedExtensions,
        id,
      });
      value.lookup = registry.lookup();
      return metadataCodec.enc({ magicNumber: MAGIC, metadata: { tag: "v16", value } });
    }
    default:
      return version satisfies never;
  }
}

function palletMetadata(
  spec: PalletSpec,
  outer: OuterTypes,
  registry: TypeRegistry,
): PalletMetadata {
  const types = outer.pallets.get(spec.name);
  const id = (type: ScaleType | undefined): number | undefined => type && registry.id(type.shape);
  const items = Object.entries(spec.storage).map(([name, item]) => ({
    name,
    modifier: item.optional ? 0 : 1,
    type: itemType(item, registry),
    fallback: `0x${hexOf(item.fallback)}`,
    docs: [...item.docs],
  }));
  return {
    name: spec.name,
    storage: items.length === 0 ? undefined : { prefix: spec.prefix ?? spec.name, items },
    calls: id(types?.call),
    events: id(types?.event),
    constants: Object.entries(spec.constants).map(([name, { type, value }]) => ({
      name,
      type: registry.id(type.shape),
      value: `0x${hexOf(type.codec.enc(value))}`,
      docs: [],
    })),
    errors: id(types?.error),
    index: spec.index,
    docs: [],
  };
}

function itemType(item: StorageDeclaration, registry: TypeRegistry): ItemType {
  const value = registry.id(item.type.shape);
  const [first, ...others] = item.keys.map(([, type]) => type);
  if (!first) return { tag: "plain", value };
  const key = others.length === 0 ? first : tuple(first, ...others);
  type Hashers = Extract<ItemType, { tag: "map" }>["value"]["hashers"];
  const hashers = item.keys.map(([hasher]) => ({ tag: hasherTag(hasher), value: undefined }));
  return { tag: "map", value: { hashers: hashers as Hashers, key: registry.id(key.shape), value } };
}

function apiMetadata(api: RuntimeApi, id: (type: ScaleType) => number): V15["apis"][number] {
  const methods = Object.entries(api.methods).map(([name, method]) =>
    methodMetadata(name, method, id),
  );
  return { name: api.name, methods, docs: [] };
}
