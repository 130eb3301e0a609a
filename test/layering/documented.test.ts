import { describe, expect, it } from "vitest";
import { undocumented } from "./documented.ts";
import { projectSources } from "./sources.ts";

const namesIn = (text: string): readonly string[] => undocumented(text).map(({ name }) => name);

describe("the search for what has no doc comment", () => {
  it.each([
    "function a(): void {}",
    "function* a() {}",
    "async function a() {}",
    "const a = 1;",
    "class a {}",
    "abstract class a {}",
    "interface a {}",
    "type a = 1;",
    "declare const a: number;",
    "default function a() {}",
    "default a;",
  ])("finds: export %s", (declaration) => {
    expect(namesIn(`import b from "b";\n\nexport ${declaration}\n`)).toEqual(["a"]);
    expect(namesIn(`/** What it is. */\nexport ${declaration}\n`)).toEqual([]);
  });

  it("takes no other comment, no empty one, and none that belongs to something else", () => {
    expect(namesIn("// What it is.\nexport const a = 1;")).toEqual(["a"]);
    expect(namesIn("/* What it is. */\nexport const a = 1;")).toEqual(["a"]);
    expect(namesIn("/** */\nexport const a = 1;")).toEqual(["a"]);
    expect(namesIn("/** What b is. */\nconst b = 1;\nexport const a = 1;")).toEqual(["a"]);
    expect(namesIn("/** The file. */\n\nexport const a = 1;")).toEqual(["a"]);
    expect(namesIn("/** b. */\nexport const b = 1; /* and */\nexport const a = 1;")).toEqual(["a"]);
  });

  it("takes comments of several lines, and says where one is missing", () => {
    const text = "/**\n * What it is.\n */\nexport const a = 1;\n\nexport const b = 2;\n";
    expect(undocumented(text)).toEqual([{ name: "b", line: 6 }]);
  });

  it("asks none of what is only passed on, or not exported", () => {
    expect(namesIn('export { a } from "./a.ts";\nexport type { B } from "./b.ts";')).toEqual([]);
    expect(namesIn("const a = 1;\nfunction b() {\n  return a;\n}")).toEqual([]);
  });

  it("asks none of further overloads of a documented function", () => {
    const overloads = "export function a(x: 1): 1;\nexport function a(x: 2): 2;\n";
    expect(namesIn(`/** What it does. */\n${overloads}`)).toEqual([]);
    expect(namesIn(overloads)).toEqual(["a", "a"]);
  });

  it("asks none of the type inferred from the documented schema or list just before it", () => {
    const schema = "export const a = z.object({\n  b: z.string(),\n});\n";
    const type = "export type A = z.infer<typeof a>;\n";
    expect(namesIn(`/** What it is. */\n${schema}${type}`)).toEqual([]);
    expect(namesIn(`/** What it is. */\n${schema}\n${type}`)).toEqual([]);
    expect(namesIn(schema + type)).toEqual(["a", "A"]);
    expect(namesIn(`/** What it is. */\n${schema}export type B = { b: 1 };\n`)).toEqual(["B"]);
    const list = '/** What they are. */\nexport const all = ["a"] as const;\n';
    expect(namesIn(`${list}export type One = (typeof all)[number];\n`)).toEqual([]);
    const other = "/** Another. */\nexport const c = 1;\n";
    expect(namesIn(`/** What it is. */\n${schema}${other}${type}`)).toEqual(["A"]);
  });
});

describe("this house", () => {
  it("says of everything exported what it is", () => {
    const sources = projectSources().filter(({ file }) =>
      /^(native|electron|renderer)\//.test(file),
    );
    expect(sources.length).toBeGreaterThan(300);
    const missing = sources.flatMap(({ file, text }) =>
      undocumented(text).map(({ name, line }) => `${file}:${line} ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
