import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInstance } from "i18next";
import { expect, test } from "vitest";
import { miningStepNames } from "../../../native/api/mining.ts";
import { routes } from "../../../renderer/app/routes.ts";
import { tableNouns } from "../../../renderer/ui/table/nouns.ts";
import doctor from "../../../resources/locales/en/doctor.json" with { type: "json" };
import page from "../../../resources/locales/en/page.json" with { type: "json" };

const root = join(import.meta.dirname, "../../../renderer");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, path === "" ? key : `${path}.${key}`),
  );
}

const strings = leaves({ ...page, doctor });
const keys = new Set(strings.map(([key]) => key.replace(/_(zero|one|other)$/, "")));

test("every key the page asks for by name exists", () => {
  const asked = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => ({ file, key: match[1] ?? "" })),
  );
  expect(asked.length).toBeGreaterThan(200);
  expect(asked.filter(({ key }) => !keys.has(key))).toEqual([]);
});

test("every key the page puts together leads somewhere", () => {
  const prefixes = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map((match) => ({ file, prefix: match[1] ?? "" })),
  );
  const lost = prefixes.filter(({ prefix }) => ![...keys].some((key) => key.startsWith(prefix)));
  expect(prefixes.length).toBeGreaterThan(20);
  expect(lost).toEqual([]);
});

test("each page, step and term has its words", () => {
  for (const route of routes) {
    expect(keys).toContain(`pages.${route.name}`);
    expect(keys).toContain(`leads.${route.name}`);
  }
  for (const step of miningStepNames) {
    for (const part of ["name", "doing", "waits"]) expect(keys).toContain(`steps.${step}.${part}`);
  }
  const terms = sources.flatMap(({ text }) =>
    [...text.matchAll(/<Term name="(\w+)"/g)].map((match) => match[1] ?? ""),
  );
  for (const term of terms) {
    expect(keys).toContain(`terms.${term}.word`);
    expect(keys).toContain(`terms.${term}.hint`);
  }
});

test("what each table lists has a word for one and for many", async () => {
  const i18n = createInstance();
  await i18n.init({ lng: "en", resources: { en: { translation: page } } });
  for (const noun of tableNouns) {
    expect(keys).toContain(`table.nouns.${noun}`);
    const [one, many] = [1, 12].map((count) =>
      i18n.t(`table.nouns.${noun}`, { count, number: String(count) }),
    );
    expect(one).toMatch(/^1 [a-z]+$/);
    expect(many).toBe(`12 ${noun}`);
  }
  const words = strings.map(([, text]) => text.replaceAll(/\{\{.*?\}\}/g, ""));
  expect(words.filter((text) => /\brows\b/i.test(text))).toEqual([]);
});

test("no string shouts, boasts or promises", () => {
  for (const [key, text] of strings) {
    expect(text, key).not.toMatch(/!|successful|congrat|guarantee|passive income/i);
  }
});

test("no words for people are written into components", () => {
  const found = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/(?:aria-label|label|placeholder|title)="([A-Z][a-z]+[^"]*)"/g)].map(
      (match) => `${file}: ${match[1]}`,
    ),
  );
  expect(found).toEqual([]);
});

test("every message of the timeline fills with what it names", async () => {
  const i18n = createInstance();
  await i18n.init({ lng: "en", resources: { en: { translation: page } } });
  i18n.services.formatter?.add("tao", (value) => `${value} τ`);
  i18n.services.formatter?.add("coins", (value) => String(value));
  for (const [key, text] of strings) {
    if (!key.startsWith("timeline.messages.")) continue;
    const names = [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1] ?? "");
    const values = Object.fromEntries(names.map((name) => [name, "7"]));
    const filled = i18n.t(key, values);
    expect(filled, key).not.toMatch(/[{}]/);
  }
});

test("every line that the node writes to the timeline has words", () => {
  const native = join(root, "../native");
  const writers = readdirSync(native, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(native, file), "utf8"))
    .filter((text) => text.includes("TimelineLine") || text.includes("timeline.write("));
  const written = writers.flatMap((text) =>
    [...text.matchAll(/message:[^"`,}]*"([A-Za-z.]+)"(?:\s*:\s*"([A-Za-z.]+)")?/g)].flatMap(
      (match) => match.slice(1).filter((key) => key !== undefined),
    ),
  );
  expect(written).toContain("walletCreated");
  expect(written).toContain("processBack");
  expect(written.filter((key) => !keys.has(`timeline.messages.${key}`))).toEqual([]);
});
