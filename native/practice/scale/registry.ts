import type { V14Lookup } from "@polkadot-api/substrate-bindings";
import type { FieldShape, TypeShape } from "./shape.ts";

/** The portable registry of scale-info, as metadata carries it. */
export type Lookup = V14Lookup;
type Entry = Lookup[number];
type Definition = Entry["def"];

/**
 * Gives every distinct type shape a number, the way scale-info does: equal shapes share one, and recursion through
 * late types ends because the number is taken before the fields are looked at.
 */
export class TypeRegistry {
  readonly #entries: Entry[] = [];
  readonly #ids = new Map<string, number>();
  readonly #texts = new WeakMap<TypeShape, string>();

  /** The number of a type, interning it and all it is made of. */
  id(shape: TypeShape): number {
    if (shape.kind === "late") return this.id(shape.resolve());
    const text = this.#text(shape);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#entries.length;
    this.#ids.set(text, id);
    const entry: Entry = {
      id,
      path: "path" in shape ? [...shape.path] : [],
      params: [],
      def: { tag: "tuple", value: [] },
      docs: [],
    };
    this.#entries.push(entry);
    if ("parameters" in shape) {
      entry.params = shape.parameters.map(({ name, type }) => ({
        name,
        type: type && this.id(type),
      }));
    }
    entry.def = this.#definition(shape);
    return id;
  }

  /** All types interned so far, in order of their numbers. */
  lookup(): Lookup {
    return this.#entries;
  }

  #definition(shape: Exclude<TypeShape, { kind: "late" }>): Definition {
    switch (shape.kind) {
      case "primitive":
        return { tag: "primitive", value: { tag: shape.primitive, value: undefined } };
      case "composite":
        return { tag: "composite", value: this.#fields(shape.fields) };
      case "variant":
        return {
          tag: "variant",
          value: shape.variants.map(({ name, index, fields, docs }) => ({
            name,
            index,
            fields: this.#fields(fields),
            docs: [...(docs ?? [])],
          })),
        };
      case "sequence":
        return { tag: "sequence", value: this.id(shape.element) };
      case "array":
        return { tag: "array", value: { len: shape.length, type: this.id(shape.element) } };
      case "tuple":
        return { tag: "tuple", value: shape.elements.map((element) => this.id(element)) };
      case "compact":
        return { tag: "compact", value: this.id(shape.element) };
      default:
        return shape satisfies never;
    }
  }

  #fields(
    fields: readonly FieldShape[],
  ): { name: string | undefined; type: number; typeName: string | undefined; docs: string[] }[] {
    return fields.map(({ name, type, typeName }) => ({
      name,
      type: this.id(type),
      typeName,
      docs: [],
    }));
  }

  /** A text equal for equal shapes. A late type stands as its name, so the text of a recursive type is finite. */
  #text(shape: TypeShape): string {
    const known = this.#texts.get(shape);
    if (known !== undefined) return known;
    const text = this.#write(shape);
    this.#texts.set(shape, text);
    return text;
  }

  #write(shape: TypeShape): string {
    const fields = (list: readonly FieldShape[]): string =>
      list
        .map((field) => `${field.name ?? ""}:${this.#text(field.type)}'${field.typeName ?? ""}`)
        .join(",");
    const parameters = (list: readonly { name: string; type?: TypeShape }[]): string =>
      list.map(({ name, type }) => `${name}=${type ? this.#text(type) : ""}`).join(",");
    switch (shape.kind) {
      case "primitive":
        return shape.primitive;
      case "composite":
        return `${shape.path.join("::")}<${parameters(shape.parameters)}>{${fields(shape.fields)}}`;
      case "variant":
        return `${shape.path.join("::")}<${parameters(shape.parameters)}>|${shape.variants
          .map((one) => `${one.index} ${one.name}(${fields(one.fields)})`)
          .join("|")}|`;
      case "sequence":
        return `[${this.#text(shape.element)}]`;
      case "array":
        return `[${this.#text(shape.element)};${shape.length}]`;
      case "tuple":
        return `(${shape.elements.map((element) => this.#text(element)).join(",")})`;
      case "compact":
        return `C<${this.#text(shape.element)}>`;
      case "late":
        return `@${shape.name}`;
      default:
        return shape satisfies never;
    }
  }
}
