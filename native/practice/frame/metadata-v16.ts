import type { V15, V16 } from "@polkadot-api/substrate-bindings";
import { multiAddress, multiSignature } from "../scale/substrate.ts";
import type { ScaleType } from "../scale/type.ts";
import { itemDeprecation, variantDeprecations } from "./deprecation.ts";
import { hexOf } from "./hasher.ts";
import { methodMetadata } from "./metadata-method.ts";
import type { OuterTypes } from "./outer-types.ts";
import type { PalletModule, PalletSpec } from "./pallet.ts";
import type { RuntimeApi } from "./runtime-api.ts";
import { viewFunctionId } from "./view-function.ts";

type Pallet16 = V16["pallets"][number];

/** Transaction versions that finney's runtime names; its signed transactions are of the first. */
const EXTRINSIC_VERSIONS = [4, 5];
/** Transaction extensions have a version of their own, and there has been only this one. */
const EXTENSION_VERSION = 0;

/** What metadata V16 adds to: the parts that V15 has, already interned, and the declarations they were made of. */
export interface Metadata16Source {
  readonly modules: readonly PalletModule[];
  readonly pallets: V15["pallets"];
  readonly apis: readonly RuntimeApi[];
  readonly outer: OuterTypes;
  readonly signedExtensions: V15["extrinsic"]["signedExtensions"];
  readonly id: (type: ScaleType) => number;
}

/** The value of metadata V16, without its lookup, which is complete only when this has interned its types. */
export function metadata16(source: Metadata16Source): V16 {
  const { modules, pallets, apis, outer, signedExtensions, id } = source;
  return {
    lookup: [],
    pallets: modules.map((module, index) => pallet16(module, pallets[index]!, id)),
    extrinsic: {
      version: EXTRINSIC_VERSIONS,
      address: id(multiAddress),
      call: id(outer.call),
      signature: id(multiSignature),
      signedExtensionsByVersion: [
        [EXTENSION_VERSION, signedExtensions.map((_extension, index) => index)],
      ],
      signedExtensions,
    },
    apis: apis.map((api) => api16(api, id)),
    outerEnums: { call: id(outer.call), event: id(outer.event), error: id(outer.error) },
    custom: [],
  };
}

function pallet16(
  { pallet: { spec }, views = {} }: PalletModule,
  { storage, calls, events, errors, constants, ...rest }: V15["pallets"][number],
  id: (type: ScaleType) => number,
): Pallet16 {
  return {
    ...rest,
    storage: storage && {
      prefix: storage.prefix,
      items: storage.items.map((item) => ({
        ...item,
        deprecationInfo: itemDeprecation(spec.storage[item.name]?.deprecated),
      })),
    },
    calls: enumOf(calls, spec.calls),
    events: enumOf(events, spec.events),
    constants: constants.map((constant) => ({
      ...constant,
      deprecationInfo: itemDeprecation(undefined),
    })),
    errors: enumOf(errors, {}),
    associatedTypes: Object.entries(spec.associatedTypes ?? {}).map(([name, type]) => ({
      name,
      type: id(type),
      docs: [],
    })),
    viewFns: Object.entries(views).map(([name, view]) => ({
      id: `0x${hexOf(viewFunctionId(spec.name, view))}`,
      ...methodMetadata(name, view, id),
      deprecationInfo: itemDeprecation(view.deprecated),
    })),
    deprecationInfo: itemDeprecation(undefined),
  };
}

function enumOf(
  type: number | undefined,
  cases: PalletSpec["calls"] | PalletSpec["events"],
): Pallet16["calls"] {
  return type === undefined
    ? undefined
    : { type, deprecationInfo: variantDeprecations(Object.values(cases)) };
}

function api16(api: RuntimeApi, id: (type: ScaleType) => number): V16["apis"][number] {
  return {
    name: api.name,
    methods: Object.entries(api.methods).map(([name, method]) => ({
      ...methodMetadata(name, method, id),
      deprecationInfo: itemDeprecation(method.deprecated),
    })),
    docs: [],
    version: api.version,
    deprecationInfo: itemDeprecation(undefined),
  };
}
