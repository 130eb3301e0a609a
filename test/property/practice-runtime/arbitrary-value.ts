import fc from "fast-check";
import type { TypeShape } from "../../../native/practice/scale/shape.ts";

const integers: Readonly<Record<string, { bits: number; signed: boolean }>> = {
  u8: { bits: 8, signed: false },
  u16: { bits: 16, signed: false },
  u32: { bits: 32, signed: false },
  u64: { bits: 64, signed: false },
  u128: { bits: 128, signed: false },
  i8: { bits: 8, signed: true },
  i16: { bits: 16, signed: true },
  i32: { bits: 32, signed: true },
  i64: { bits: 64, signed: true },
  i128: { bits: 128, signed: true },
};

/**
 * Any value of a SCALE type, often a small or an extreme one. Accounts come from `accounts`, and what a type that contains itself
 * holds, such as a call within a call, from `late` where it is given.
 */
export function arbitraryValue(
  shape: TypeShape,
  accounts: readonly string[],
  late?: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const inner = (type: TypeShape): fc.Arbitrary<unknown> => arbitraryValue(type, accounts, late);
  switch (shape.kind) {
    case "primitive":
      return primitive(shape.primitive);
    case "compact":
      return inner(shape.element);
    case "sequence":
      return isByte(shape.element)
        ? fc.uint8Array({ maxLength: 40 })
        : fc.array(inner(shape.element), { maxLength: 12 });
    case "array":
      return isByte(shape.element)
        ? fc
            .uint8Array({ minLength: shape.length, maxLength: shape.length })
            .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`)
        : fc.array(inner(shape.element), { minLength: shape.length, maxLength: shape.length });
    case "tuple":
      return fc.tuple(...shape.elements.map(inner));
    case "composite":
      return composite(shape, accounts, late);
    case "variant":
      return variant(shape, accounts, late);
    case "late":
      return late ?? inner(shape.resolve());
    default:
      return shape satisfies never;
  }
}

function composite(
  shape: Extract<TypeShape, { kind: "composite" }>,
  accounts: readonly string[],
  late: fc.Arbitrary<unknown> | undefined,
): fc.Arbitrary<unknown> {
  if (shape.path.at(-1) === "AccountId32") return fc.constantFrom(...accounts);
  return fieldsOf(shape.fields, accounts, late);
}

function variant(
  shape: Extract<TypeShape, { kind: "variant" }>,
  accounts: readonly string[],
  late: fc.Arbitrary<unknown> | undefined,
): fc.Arbitrary<unknown> {
  if (shape.path.at(-1) === "Option") {
    const some = shape.variants.find(({ name }) => name === "Some")?.fields[0]?.type;
    return some
      ? fc.option(arbitraryValue(some, accounts, late), { nil: undefined })
      : fc.constant(undefined);
  }
  return fc.oneof(
    ...shape.variants.map(({ name, fields }) =>
      fields.length === 0
        ? fc.constant({ type: name, value: undefined })
        : fieldsOf(fields, accounts, late).map((value) => ({ type: name, value })),
    ),
  );
}

function fieldsOf(
  fields: readonly { readonly name?: string; readonly type: TypeShape }[],
  accounts: readonly string[],
  late: fc.Arbitrary<unknown> | undefined,
): fc.Arbitrary<unknown> {
  const [first] = fields;
  if (first && first.name === undefined)
    return fields.length === 1
      ? arbitraryValue(first.type, accounts, late)
      : fc.tuple(...fields.map(({ type }) => arbitraryValue(type, accounts, late)));
  return fc.record(
    Object.fromEntries(
      fields.map(({ name, type }) => [name, arbitraryValue(type, accounts, late)]),
    ),
  );
}

function primitive(name: string): fc.Arbitrary<unknown> {
  if (name === "bool") return fc.boolean();
  if (name === "str") return fc.string();
  const { bits, signed } = integers[name] ?? { bits: 8, signed: false };
  const maximum = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  const minimum = signed ? -maximum - 1n : 0n;
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 12n }) },
    { weight: 2, arbitrary: fc.constantFrom(minimum, maximum) },
    { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: maximum }) },
    {
      weight: 2,
      arbitrary: fc.bigInt({ min: 0n, max: maximum < 10n ** 13n ? maximum : 10n ** 13n }),
    },
  );
  return bits > 32 ? value : value.map(Number);
}

function isByte(shape: TypeShape): boolean {
  return shape.kind === "primitive" && shape.primitive === "u8";
}
