const TYPES = ["string", "number", "integer", "boolean", "null", "object", "array"];
/** Deepest nesting of a schema that is looked at. */
const DEEPEST = 64;

/**
 * Throws where the library would quietly let anything, or nothing but null, pass: keywords and types that it does not know, and
 * references that lead nowhere. The message names the place.
 */
export function checkSchema(
  schema: unknown,
  definitions: object = {},
  place = "#",
  depth = 0,
): void {
  if (depth > DEEPEST) throw new Error(`${place} is nested too deeply`);
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw new Error(`${place} is not an object`);
  }
  const part = schema as Readonly<Record<string, unknown>>;
  const inside = { ...definitions, ...(part.$defs as object | undefined) };
  const check = (value: unknown, step: string): void =>
    checkSchema(value, inside, `${place}/${step}`, depth + 1);
  for (const [name, definition] of Object.entries((part.$defs as object | undefined) ?? {})) {
    check(definition, `$defs/${name}`);
  }
  for (const keyword of ["anyOf", "allOf", "not", "if", "pattern", "patternProperties"]) {
    if (Object.hasOwn(part, keyword))
      throw new Error(`${place} uses ${keyword}, which is not known`);
  }
  if (Object.hasOwn(part, "$ref")) {
    const name = String(part.$ref).replace("#/$defs/", "");
    if (!Object.hasOwn(inside, name)) throw new Error(`${place} refers to ${String(part.$ref)}`);
    return;
  }
  if (Array.isArray(part.oneOf)) {
    part.oneOf.forEach((choice, index) => {
      check(choice, `oneOf/${index}`);
    });
    return;
  }
  if (Object.hasOwn(part, "const")) return;
  if (Array.isArray(part.enum) && part.enum.length > 0) return;
  const types = Array.isArray(part.type) ? part.type : [part.type];
  const unknown = types.find((type) => !TYPES.includes(type as string));
  if (types.length === 0 || unknown !== undefined || part.type === undefined) {
    throw new Error(`${place} has the type ${String(part.type)}`);
  }
  if (types.length > 1 && (types.includes("object") || types.includes("array"))) {
    throw new Error(`${place} mixes objects or arrays with other types; oneOf can`);
  }
  for (const [name, property] of Object.entries((part.properties as object | undefined) ?? {})) {
    check(property, `properties/${name}`);
  }
  if (part.items !== undefined) check(part.items, "items");
  if (Array.isArray(part.prefixItems)) {
    part.prefixItems.forEach((item, index) => {
      check(item, `prefixItems/${index}`);
    });
  }
  if (typeof part.additionalProperties === "object")
    check(part.additionalProperties, "additionalProperties");
}
