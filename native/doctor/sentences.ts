import locale from "../../resources/locales/en/doctor.json" with { type: "json" };
import type { Finding } from "../api/doctor.ts";

const checks: Readonly<Record<string, Readonly<Record<string, string>>>> = locale.checks;
const messages: Readonly<Record<string, string>> = locale.messages;
const fixes: Readonly<Record<string, string>> = locale.fixes;

/** The sentence of a finding in English, as the page says it; the message's key where there is none. */
export function sentenceOf(
  id: string,
  { message, evidence }: Pick<Finding, "message" | "evidence">,
): string {
  const sentence = checks[id]?.[message] ?? messages[message] ?? message;
  return sentence.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => String(evidence[name] ?? hole));
}

/** What a fix does, or asks for, in English; its key where there is no sentence. */
export function fixSentence(key: string): string {
  return fixes[key] ?? key;
}
