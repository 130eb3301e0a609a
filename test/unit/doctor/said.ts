import { expect } from "vitest";
import type { Judgement } from "../../../native/doctor/check.ts";
import locale from "../../../resources/locales/en/doctor.json" with { type: "json" };

const checks: Readonly<Record<string, Readonly<Record<string, string>>>> = locale.checks;
const fixes: Readonly<Record<string, string>> = locale.fixes;
const labels: Readonly<Record<string, string>> = locale.evidence;

/** Expects this state and message, and a sentence on screen for all of it: none missing, none with a hole. */
export function expectSaid(
  id: string,
  judgement: Judgement,
  state: Judgement["state"],
  message: string = state,
): void {
  expect(judgement).toMatchObject({ state, message });
  const sentence = checks[id]?.[message];
  expect(sentence, `a sentence for ${id}.${message}`).toBeTypeOf("string");
  const holes = [...(sentence ?? "").matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
  expect(Object.keys(judgement.evidence)).toEqual(expect.arrayContaining(holes));
  for (const key of Object.keys(judgement.evidence))
    expect(labels[key], `a label for ${key}`).toBeTypeOf("string");
  if (judgement.fix) expect(fixes[judgement.fix.key], judgement.fix.key).toBeTypeOf("string");
}
