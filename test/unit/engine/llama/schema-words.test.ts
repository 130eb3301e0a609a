import { expect, test } from "vitest";
import { checkWords } from "../../../../native/engine/llama/passes/schema-words.ts";

const integer = { type: "integer" };
const flag = { type: "boolean" };

// defect: a number from 5 to 7 came as 9, since the library's grammar passes over what it does not know
test.each<[string, object, string]>([
  ["a smallest number", { type: "integer", minimum: 5 }, "minimum"],
  ["an exclusive bound", { type: "number", exclusiveMaximum: 3 }, "exclusiveMaximum"],
  ["a multiple", { type: "integer", multipleOf: 3 }, "multipleOf"],
  ["different items", { type: "array", items: integer, uniqueItems: true }, "uniqueItems"],
  ["an item among them", { type: "array", items: integer, contains: { const: 3 } }, "contains"],
  ["names of properties", { type: "object", propertyNames: { maxLength: 1 } }, "propertyNames"],
  ["dependent ones", { type: "object", dependentRequired: { a: ["b"] } }, "dependentRequired"],
  ["words of another type", { type: "integer", minLength: 3 }, "minLength"],
  ["words of one type of several", { type: ["string", "null"], maxLength: 3 }, "maxLength"],
  ["words beside a reference", { $defs: { a: flag }, $ref: "#/$defs/a", type: "null" }, "type"],
  ["words beside a choice", { oneOf: [flag], maxLength: 3 }, "maxLength"],
  ["an unknown format", { type: "string", format: "email" }, "email"],
  ["an unknown requirement", { type: "object", properties: { a: flag }, required: ["b"] }, "b"],
  ["a choice of nothing", { oneOf: [] }, "choose"],
  ["bounds that cross", { type: "string", minLength: 5, maxLength: 3 }, "minLength"],
  ["a negative bound", { type: "array", items: flag, minItems: -5 }, "Items"],
  ["a bound that is no number", { type: "array", items: flag, maxItems: "3" }, "Items"],
  [
    "fewer properties than there are",
    { type: "object", properties: { a: flag, b: flag }, maxProperties: 1 },
    "maxProperties",
  ],
  ["more than there are", { type: "object", properties: {}, minProperties: 1 }, "minProperties"],
  ["a bound that is none to llama.cpp", { type: "string", maxLength: 2001 }, "Length above 2000"],
  ["fewer items", { type: "array", prefixItems: [flag, flag], maxItems: 1 }, "maxItems"],
])("a schema with %s would be half obeyed and is refused", (_, schema, word) => {
  expect(() => checkWords(schema)).toThrow(word);
});

test("the reason names the place, however deep", () => {
  const deep = { type: "array", items: { oneOf: [flag, { type: "integer", minimum: 1 }] } };
  const schema = { type: "object", properties: { a: { $ref: "#/$defs/x" } }, $defs: { x: deep } };
  expect(() => checkWords(schema)).toThrow("#/$defs/x/items/oneOf/1 would not keep to minimum");
});

test("what is kept to, and what is said to people alone, passes", () => {
  const schemas = [
    { type: "string", minLength: 1, maxLength: 3, title: "A word", examples: ["a"] },
    { type: "string", maxLength: 2000 },
    { type: ["string"], format: "date-time" },
    { type: "array", prefixItems: [flag], items: integer, minItems: 1, maxItems: 4 },
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      ...{ type: "object", properties: { a: flag }, required: ["a"], minProperties: 1 },
      additionalProperties: { type: "null" },
    },
    { type: "string", enum: ["a", "b"] },
    { const: null, description: "nothing" },
    { $defs: { a: flag }, $ref: "#/$defs/a" },
    { type: "object", properties: { minimum: integer, required: flag }, required: ["minimum"] },
  ];
  for (const schema of schemas) expect(() => checkWords(schema)).not.toThrow();
});

test("what is no schema is another's matter, and endless nesting ends", () => {
  for (const nothing of [null, 3, "a", [], undefined, { type: "constructor" }]) {
    expect(() => checkWords(nothing)).not.toThrow();
  }
  const endless: { type: string; items?: unknown } = { type: "array" };
  endless.items = endless;
  expect(() => checkWords(endless)).not.toThrow();
});
