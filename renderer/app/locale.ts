import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import doctor from "../../resources/locales/en/doctor.json" with { type: "json" };
import page from "../../resources/locales/en/page.json" with { type: "json" };
import { formatAmount } from "../ui/format/amount.ts";

/** Loads the page's strings. `{{value, tao}}` and `{{value, coins}}` in a string format rao with and without the symbol. */
export async function startLocale(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: { ...page, doctor } } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  i18next.services.formatter?.add("tao", (value) => `${readAmount(value)} τ`);
  i18next.services.formatter?.add("coins", (value) => readAmount(value));
}

function readAmount(value: unknown): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? formatAmount(BigInt(text)) : text;
}
