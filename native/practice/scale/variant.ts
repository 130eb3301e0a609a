import {
  _void,
  type Codec,
  createCodec,
  createDecoder,
  Tuple,
  u8,
} from "@polkadot-api/substrate-bindings";
import type { FieldShape, ParameterShape, VariantShape } from "./shape.ts";
import {
  concatenated,
  fieldShapes,
  type NamedFields,
  type NamedValue,
  type ScaleType,
  scaleCodec,
  struct,
  type ValueOf,
} from "./type.ts";

/** Fields of one enum case: none, unnamed (a tuple) or named. */
export type CaseFields = readonly ScaleType[] | NamedFields | undefined;

/** The value of one case's fields: undefined, the single unnamed field itself, an array, or an object. */
export type CaseValue<Fields> = Fields extends readonly []
  ? undefined
  : Fields extends readonly [infer Only]
    ? ValueOf<Only>
    : Fields extends readonly ScaleType[]
      ? { -readonly [Index in keyof Fields]: ValueOf<Fields[Index]> }
      : Fields extends NamedFields
        ? NamedValue<Fields>
        : undefined;

/** One enum case. */
export interface CaseSpec {
  readonly index: number;
  readonly fields?: CaseFields;
  readonly typeNames?: readonly string[] | Readonly<Record<string, string>>;
  readonly docs?: readonly string[];
}

/** The value of an enum: polkadot-api's `{ type, value }`. */
export type VariantValue<Cases extends Readonly<Record<string, CaseSpec>>> = {
  [Name in keyof Cases & string]: Cases[Name] extends { readonly fields: infer Fields }
    ? CaseValue<Fields> extends undefined
      ? { type: Name; value?: undefined }
      : { type: Name; value: CaseValue<Fields> }
    : { type: Name; value?: undefined };
}[keyof Cases & string];

/** An enum under a scale-info path. Indices need be neither dense nor sorted. Decoding an unknown index throws. */
export function variant<const Cases extends Readonly<Record<string, CaseSpec>>>(
  path: readonly string[],
  cases: Cases,
  parameters: readonly ParameterShape[] = [],
): ScaleType<VariantValue<Cases>> {
  const entries = Object.entries<CaseSpec>(cases);
  const byName = new Map(
    entries.map(([name, spec]) => [name, { index: spec.index, codec: caseCodec(spec.fields) }]),
  );
  const byIndex = new Map(
    entries.map(([name, spec]) => [spec.index, { name, codec: byName.get(name)!.codec }]),
  );
  const where = path.at(-1) ?? "enum";
  const codec = createCodec<{ type: string; value?: unknown }>(
    (value) => {
      const found = byName.get(value.type);
      if (!found) throw new RangeError(`${where} has no variant ${value.type}`);
      return concatenated([Uint8Array.of(found.index), found.codec.enc(value.value)]);
    },
    createDecoder((input) => {
      const index = u8.dec(input);
      const found = byIndex.get(index);
      if (!found) throw new RangeError(`${where} has no variant of index ${index}`);
      return { type: found.name, value: found.codec.dec(input) };
    }),
  );
  const variants = entries.map(([name, spec]) => caseShape(name, spec));
  const first = entries[0]?.[1];
  return {
    codec: codec as unknown as Codec<VariantValue<Cases>>,
    shape: { kind: "variant", path, parameters, variants },
    zero: concatenated([
      Uint8Array.of(first?.index ?? 0),
      ...fieldTypes(first?.fields).map((t) => t.zero),
    ]),
  };
}

/** A type that is bound later, once the runtime around it is known. Encoding before that throws. */
export function lateType<T>(name: string): { type: ScaleType<T>; bind(type: ScaleType<T>): void } {
  let bound: ScaleType<T> | undefined;
  const get = (): ScaleType<T> => {
    if (!bound) throw new Error(`${name} is not bound to a runtime yet`);
    return bound;
  };
  return {
    type: {
      codec: createCodec<T>(
        (value) => get().codec.enc(value),
        createDecoder((input) => get().codec.dec(input)),
      ),
      shape: { kind: "late", name, resolve: () => get().shape },
      zero: new Uint8Array(),
    },
    bind(type) {
      bound = type;
    },
  };
}

/** The types of a case's fields, in order. */
export function fieldTypes(fields: CaseFields): readonly ScaleType[] {
  if (fields === undefined) return [];
  return Array.isArray(fields)
    ? (fields as readonly ScaleType[])
    : Object.values(fields as NamedFields);
}

/** The codec of a case's fields, by the value conventions of {@link CaseValue}. */
export function caseCodec(fields: CaseFields): Codec<unknown> {
  const types = fieldTypes(fields);
  if (types.length === 0) return _void as unknown as Codec<unknown>;
  if (!Array.isArray(fields))
    return scaleCodec(struct([], fields as NamedFields)) as Codec<unknown>;
  const [only] = types;
  if (only && types.length === 1) return scaleCodec(only);
  return Tuple(...types.map(scaleCodec)) as unknown as Codec<unknown>;
}

function caseShape(name: string, spec: CaseSpec): VariantShape {
  const shape = { name, index: spec.index, fields: caseFieldShapes(spec) };
  return spec.docs ? { ...shape, docs: spec.docs } : shape;
}

function caseFieldShapes({ fields, typeNames }: CaseSpec): FieldShape[] {
  if (fields === undefined) return [];
  const names: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(typeNames ?? {}),
  );
  if (!Array.isArray(fields)) return fieldShapes(fields as NamedFields, names);
  return (fields as readonly ScaleType[]).map((type, index) => {
    const typeName = names[String(index)];
    return typeName === undefined ? { type: type.shape } : { type: type.shape, typeName };
  });
}
