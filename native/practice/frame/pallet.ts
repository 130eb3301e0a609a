import { concatenated, type NamedFields, type NamedValue, type ScaleType } from "../scale/type.ts";
import { type CaseFields, type CaseValue, caseCodec } from "../scale/variant.ts";
import {
  type DispatchContext,
  DispatchFailure,
  type PalletEvent,
  type RuntimeCall,
} from "./context.ts";
import type { Deprecation } from "./deprecation.ts";
import type { StorageDeclaration } from "./storage.ts";
import { type StorageItem, storageItem } from "./storage-item.ts";
import type { ViewFunction } from "./view-function.ts";

/** One call: its wire index, its arguments in order, and what it costs. */
export interface CallSpec {
  readonly index: number;
  readonly args: NamedFields;
  readonly typeNames?: Readonly<Record<string, string>>;
  /** False for a free call; a function decides by the decoded arguments, and by the calls among them. */
  readonly pays: boolean | ((args: never, paysOf: (call: RuntimeCall) => boolean) => boolean);
  /** Reference time in picoseconds; 300,000,000 when not given. A function adds up the calls it wraps. */
  readonly weight?: bigint | ((args: never, weightOf: (call: RuntimeCall) => bigint) => bigint);
  /** Operational and mandatory calls are shown as such in dispatch info. */
  readonly dispatchClass?: "Normal" | "Operational" | "Mandatory";
  readonly docs?: readonly string[];
  readonly deprecated?: Deprecation;
}

/** One event: its wire index and its fields, unnamed or named. */
export interface EventSpec {
  readonly index: number;
  readonly fields: readonly ScaleType[] | NamedFields;
  readonly typeNames?: readonly string[] | Readonly<Record<string, string>>;
  readonly deprecated?: Deprecation;
}

/** One constant. */
export interface ConstantSpec<T = unknown> {
  readonly type: ScaleType<T>;
  readonly value: T;
}

/** Everything a pallet shows to the outside. Records keep their order in the metadata. */
export interface PalletSpec {
  readonly name: string;
  readonly index: number;
  /** Storage prefix where it differs from the name. */
  readonly prefix?: string;
  /** Path of the generated Call, Event and Error enums, such as ["pallet_balances", "pallet"]. */
  readonly path: readonly string[];
  /** Generic parameters of those enums; `["T"]` when not given. */
  readonly parameters?: readonly string[];
  readonly eventParameters?: readonly string[];
  readonly storage: Readonly<Record<string, StorageDeclaration>>;
  readonly calls: Readonly<Record<string, CallSpec>>;
  readonly events: Readonly<Record<string, EventSpec>>;
  readonly errors: Readonly<Record<string, number>>;
  readonly constants: Readonly<Record<string, ConstantSpec>>;
  /** Types of the pallet's configuration that metadata V16 names. */
  readonly associatedTypes?: Readonly<Record<string, ScaleType>>;
}

type StorageItems<Items extends PalletSpec["storage"]> = {
  readonly [Name in keyof Items]: Items[Name] extends StorageDeclaration<infer Keys, infer T>
    ? StorageItem<Keys, T>
    : never;
};

/** Unnamed event fields are given one by one, named ones as one object. */
export type EventArguments<Fields> = Fields extends readonly ScaleType[]
  ? { -readonly [Index in keyof Fields]: Fields[Index] extends ScaleType<infer T> ? T : never }
  : Fields extends NamedFields
    ? [fields: NamedValue<Fields>]
    : never;

/** A pallet: its declarations, and typed access to what they declare. */
export interface Pallet<Spec extends PalletSpec = PalletSpec> {
  readonly spec: Spec;
  readonly storage: StorageItems<Spec["storage"]>;
  /** Makes events, to be handed to `context.deposit`. */
  readonly event: {
    readonly [Name in keyof Spec["events"]]: (
      ...values: EventArguments<Spec["events"][Name]["fields"]>
    ) => PalletEvent;
  };
  readonly calls: {
    readonly [Name in keyof Spec["calls"]]: {
      /** SCALE of the whole call: pallet index, call index, arguments. */
      encode(args: NamedValue<Spec["calls"][Name]["args"]>): Uint8Array;
    };
  };
  readonly constants: {
    readonly [Name in keyof Spec["constants"]]: Spec["constants"][Name]["value"];
  };
  /** Fails the running call with one of the pallet's errors. */
  fail(error: keyof Spec["errors"] & string): never;
}

/** What a pallet does, kept apart from what it declares. */
export interface PalletModule {
  readonly pallet: { readonly spec: PalletSpec };
  readonly handlers: Readonly<Record<string, (context: DispatchContext, args: unknown) => void>>;
  readonly hooks: PalletHooks;
  readonly views?: Readonly<Record<string, ViewFunction>>;
}

/** Work at the edges of a block. */
export interface PalletHooks {
  onInitialize?(context: DispatchContext): void;
  onFinalize?(context: DispatchContext): void;
}

/** Makes a pallet of its declarations. */
export function definePallet<const Spec extends PalletSpec>(spec: Spec): Pallet<Spec> {
  const prefix = spec.prefix ?? spec.name;
  const storage = mapped(spec.storage, (name, item) => storageItem(prefix, name, item));
  const event = mapped(spec.events, (name, { index, fields }) => {
    const codec = caseCodec(fields);
    const unnamed = Array.isArray(fields);
    return (...values: unknown[]): PalletEvent => {
      const value = unnamed && values.length > 1 ? values : values[0];
      const encoded = concatenated([Uint8Array.of(spec.index, index), codec.enc(value)]);
      return { pallet: spec.name, name, value, encoded };
    };
  });
  const calls = mapped(spec.calls, (_name, { index, args }) => {
    const codec = caseCodec(args);
    return {
      encode: (values: unknown) =>
        concatenated([Uint8Array.of(spec.index, index), codec.enc(values)]),
    };
  });
  const pallet = {
    spec,
    storage,
    event,
    calls,
    constants: mapped(spec.constants, (_name, { value }) => value),
    fail(error: string): never {
      throw moduleFailure(spec, error);
    },
  };
  return pallet as unknown as Pallet<Spec>;
}

/** The failure that one of a pallet's errors stands for. */
export function moduleFailure(spec: PalletSpec, error: string): DispatchFailure {
  const index = spec.errors[error];
  if (index === undefined) throw new RangeError(`${spec.name} has no error ${error}`);
  const bytes = `0x${index.toString(16).padStart(2, "0")}000000`;
  return new DispatchFailure(
    { type: "Module", value: { index: spec.index, error: bytes } },
    `${spec.name}.${error}`,
  );
}

/** Gives a pallet its behaviour: one handler for every declared call, and the block hooks. */
export function implement<const Spec extends PalletSpec>(
  pallet: Pallet<Spec>,
  handlers: {
    readonly [Name in keyof Spec["calls"]]: (
      context: DispatchContext,
      args: NamedValue<Spec["calls"][Name]["args"]>,
    ) => void;
  },
  hooks: PalletHooks = {},
  views: NonNullable<PalletModule["views"]> = {},
): PalletModule {
  return { pallet, handlers: handlers as unknown as PalletModule["handlers"], hooks, views };
}

/** The value of a call or event's fields. */
export type FieldsValue<Fields extends CaseFields> = CaseValue<Fields>;

function mapped<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (name: string, value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, change(name, value)]),
  );
}
