type Part = Readonly<Record<string, unknown>>;

/** Words that say something to people and nothing to a grammar. */
const SILENT = ["$schema", "$id", "$comment", "title", "description", "default", "examples"].concat(
  ["deprecated", "readOnly", "writeOnly", "$defs"],
);
/** What the library's grammar keeps to, by type. */
const KEPT: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["string", ["minLength", "maxLength", "format"]],
  ["array", ["items", "prefixItems", "minItems", "maxItems"]],
  ["object", ["properties", "required", "additionalProperties", "minProperties", "maxProperties"]],
]);
const FORMATS = ["date-time", "time", "date"];
/** llama.cpp takes a greatest number of repetitions above this for none (`MAX_REPETITION_THRESHOLD` in llama-grammar.cpp). */
const MOST = 2000;
/** Deepest nesting that is looked at; schema-check.ts refuses what lies deeper. */
const DEEPEST = 64;

/**
 * Throws for a JSON schema with words that the library's grammar passes over in silence, or that contradict each other: an
 * answer would look like the schema and not be it. The reason names the place. What a schema is built of is schema-check.ts's matter.
 */
export function checkWords(schema: unknown, place = "#", depth = 0): void {
  if (depth > DEEPEST || !isPart(schema)) return;
  const refuse = (what: string): never => {
    throw new Error(`${place} ${what}`);
  };
  const allowed = kept(schema);
  for (const word of Object.keys(schema)) {
    if (!SILENT.includes(word) && !allowed.includes(word)) refuse(`would not keep to ${word}`);
  }
  if (schema.format !== undefined && !FORMATS.includes(schema.format as string)) {
    refuse(`has the format ${String(schema.format)}`);
  }
  if (Array.isArray(schema.oneOf) && schema.oneOf.length === 0)
    refuse("has nothing to choose from");
  const properties = isPart(schema.properties) ? Object.keys(schema.properties) : [];
  const named = new Set<unknown>(properties);
  const unnamed = listed(schema.required).find((name) => !named.has(name));
  if (unnamed !== undefined) refuse(`requires ${String(unnamed)} and does not describe it`);
  for (const what of ["Length", "Items", "Properties"] as const) {
    const [least, most] = [schema[`min${what}`], schema[`max${what}`]];
    for (const bound of [least, most]) {
      const counts = Number.isSafeInteger(bound) && Number(bound) >= 0;
      if (bound !== undefined && !counts)
        refuse(`has a bound of ${what} that is no number of them`);
      if (Number(bound ?? 0) > MOST) refuse(`would not keep to a bound of ${what} above ${MOST}`);
    }
    if (Number(least ?? 0) > Number(most ?? Number.POSITIVE_INFINITY)) {
      refuse(`has min${what} above max${what}`);
    }
  }
  const others = schema.additionalProperties !== undefined && schema.additionalProperties !== false;
  if (properties.length > Number(schema.maxProperties ?? Number.POSITIVE_INFINITY)) {
    refuse("describes more properties than maxProperties");
  }
  if (!others && Number(schema.minProperties ?? 0) > properties.length) {
    refuse("describes fewer properties than minProperties");
  }
  if (listed(schema.prefixItems).length > Number(schema.maxItems ?? Number.POSITIVE_INFINITY)) {
    refuse("describes more items than maxItems");
  }
  for (const [step, inner] of inside(schema)) checkWords(inner, `${place}/${step}`, depth + 1);
}

/** The words that have an effect in this part, the one that makes it what it is among them. */
function kept(part: Part): readonly string[] {
  for (const whole of ["$ref", "oneOf", "const", "enum"]) {
    // The library looks at the first of these alone; a type beside a value says nothing more.
    if (Object.hasOwn(part, whole))
      return whole === "const" || whole === "enum" ? [whole, "type"] : [whole];
  }
  const type = Array.isArray(part.type) && part.type.length === 1 ? part.type[0] : part.type;
  return ["type", ...(KEPT.get(type) ?? [])];
}

function inside(part: Part): readonly (readonly [step: string, inner: unknown])[] {
  const named = (word: string): readonly (readonly [string, unknown])[] =>
    isPart(part[word])
      ? Object.entries(part[word]).map(([name, one]) => [`${word}/${name}`, one])
      : [];
  const numbered = (word: string): readonly (readonly [string, unknown])[] =>
    listed(part[word]).map((one, index) => [`${word}/${index}`, one]);
  return [
    ...["$defs", "properties"].flatMap(named),
    ...["oneOf", "prefixItems"].flatMap(numbered),
    ...["items", "additionalProperties"].map((word) => [word, part[word]] as const),
  ];
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
