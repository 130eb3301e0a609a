import { newtype, type ScaleType, struct } from "../scale/type.ts";
import { type CaseSpec, variant } from "../scale/variant.ts";
import type { RuntimeCall } from "./context.ts";
import type { PalletModule, PalletSpec } from "./pallet.ts";

/** The path that finney's runtime gives its own types; clients find them by it. */
const RUNTIME_PATH = "node_subtensor_runtime";

/** The enum types of one pallet, where it has any of the kind. */
export interface PalletTypes {
  readonly call?: ScaleType;
  readonly event?: ScaleType;
  readonly error?: ScaleType;
}

/** A runtime's types around its pallets. */
export interface OuterTypes {
  readonly pallets: ReadonlyMap<string, PalletTypes>;
  readonly call: ScaleType<RuntimeCall>;
  readonly event: ScaleType;
  readonly error: ScaleType;
  readonly runtime: ScaleType;
}

/** Builds RuntimeCall, RuntimeEvent and RuntimeError from the pallets' declarations. */
export function outerTypes(modules: readonly PalletModule[]): OuterTypes {
  const specs = modules.map((module) => module.pallet.spec);
  const pallets = new Map(specs.map((spec) => [spec.name, palletTypes(spec)]));
  const outer = (name: string, kind: keyof PalletTypes): ScaleType => {
    const cases: Record<string, CaseSpec> = {};
    for (const spec of specs) {
      const type = pallets.get(spec.name)?.[kind];
      if (type) cases[spec.name] = { index: spec.index, fields: [type] };
    }
    return variant([RUNTIME_PATH, name], cases);
  };
  return {
    pallets,
    call: outer("RuntimeCall", "call") as ScaleType<RuntimeCall>,
    event: outer("RuntimeEvent", "event"),
    error: outer("RuntimeError", "error"),
    runtime: struct([RUNTIME_PATH, "Runtime"], {}),
  };
}

function palletTypes(spec: PalletSpec): PalletTypes {
  const parameters = (names: readonly string[] | undefined): { name: string }[] =>
    (names ?? ["T"]).map((name) => ({ name }));
  const make = (
    kind: string,
    cases: Record<string, CaseSpec>,
    names: readonly string[] | undefined,
  ) =>
    Object.keys(cases).length === 0
      ? undefined
      : variant([...spec.path, kind], cases, parameters(names));
  const call = make(
    "Call",
    record(spec.calls, ({ index, args, typeNames, docs }) => ({
      index,
      fields: args,
      ...(typeNames && { typeNames }),
      ...(docs && { docs }),
    })),
    spec.parameters,
  );
  const event = make(
    "Event",
    record(spec.events, ({ index, fields, typeNames }) => ({
      index,
      fields,
      ...(typeNames && { typeNames }),
    })),
    spec.eventParameters ?? spec.parameters,
  );
  const error = make(
    "Error",
    record(spec.errors, (index, name) => ({ index, docs: [sentence(name)] })),
    spec.parameters,
  );
  return { ...(call && { call }), ...(event && { event }), ...(error && { error }) };
}

function record<In>(
  from: Readonly<Record<string, In>>,
  change: (value: In, name: string) => CaseSpec,
): Record<string, CaseSpec> {
  return Object.fromEntries(
    Object.entries(from).map(([name, value]) => [name, change(value, name)]),
  );
}

/**
 * An error's name as a sentence: "Hotkey account not exists." Stock Python tools name an error only where its
 * metadata says something of it, and else call it unknown.
 */
function sentence(name: string): string {
  const words = name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, " ");
  return `${words.slice(0, 1)}${words.slice(1).toLowerCase()}.`;
}

/** A transaction as runtime APIs take it: opaque bytes of the extrinsic after its length prefix. */
export function opaqueExtrinsic(
  opaque: ScaleType<Uint8Array>,
  parameters: readonly [
    address: ScaleType,
    call: ScaleType,
    signature: ScaleType,
    extra: ScaleType,
  ],
): ScaleType<Uint8Array> {
  const named = (names: readonly string[]) =>
    names.map((name, index) => ({ name, type: parameters[index]!.shape }));
  const inner = newtype(
    ["sp_runtime", "generic", "unchecked_extrinsic", "UncheckedExtrinsic"],
    opaque,
    undefined,
    named(["Address", "Call", "Signature", "Extra"]),
  );
  return newtype(
    ["fp_self_contained", "unchecked_extrinsic", "UncheckedExtrinsic"],
    inner,
    undefined,
    named(["Address", "Call", "Signature", "Extension"]),
  );
}
