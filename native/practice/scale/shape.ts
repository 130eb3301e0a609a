/** The SCALE primitives that scale-info knows and this project uses. */
export type PrimitiveName =
  | "bool"
  | "str"
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "u128"
  | "i8"
  | "i16"
  | "i32"
  | "i64"
  | "i128";

/** One field of a composite or a variant. Tuple fields have no name. */
export interface FieldShape {
  readonly name?: string;
  readonly type: TypeShape;
  /** The source spelling of the type, as scale-info prints it (`T::AccountId`). Only shown, never decoded by. */
  readonly typeName?: string;
}

/** One case of an enum; `index` is the byte on the wire. */
export interface VariantShape {
  readonly name: string;
  readonly index: number;
  readonly fields: readonly FieldShape[];
  readonly docs?: readonly string[];
}

/** A generic parameter of a path, as scale-info lists it; a phantom one has no type. */
export interface ParameterShape {
  readonly name: string;
  readonly type?: TypeShape;
}

/**
 * The form of a type as scale-info describes it, from which metadata is generated.
 * `late` stands for a type that only a whole runtime knows (RuntimeCall); it also closes recursion.
 */
export type TypeShape =
  | { readonly kind: "primitive"; readonly primitive: PrimitiveName }
  | {
      readonly kind: "composite";
      readonly path: readonly string[];
      readonly parameters: readonly ParameterShape[];
      readonly fields: readonly FieldShape[];
    }
  | {
      readonly kind: "variant";
      readonly path: readonly string[];
      readonly parameters: readonly ParameterShape[];
      readonly variants: readonly VariantShape[];
    }
  | { readonly kind: "sequence"; readonly element: TypeShape }
  | { readonly kind: "array"; readonly element: TypeShape; readonly length: number }
  | { readonly kind: "tuple"; readonly elements: readonly TypeShape[] }
  | { readonly kind: "compact"; readonly element: TypeShape }
  | { readonly kind: "late"; readonly name: string; readonly resolve: () => TypeShape };
