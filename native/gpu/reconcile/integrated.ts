/** Families of graphics inside a processor, and of cards of their own, by the words that vendors use. */
const inside =
  /\b(uhd|hd graphics|iris|xe graphics|apple|adreno|mali|vega \d+ graphics|(6|7|8)\d0m|8060s|8050s|custom gpu|gb10|orin|xavier|thor)\b|radeon\(?(tm)?\)? (vega )?graphics|intel(\(r\))? graphics\b|\barc(\(tm\))? (pro )?(graphics|1\d\d[tv])\b/i;
const ofItsOwn =
  /\b(geforce|rtx|gtx|quadro|tesla|titan|radeon (rx(?! vega \d+ graphics)|pro|vii)|rx \d{3,4}\w*|instinct|xe max|arc(\(tm\))? (pro )?[ab]\d{2,3}m?)\b/i;

/**
 * Whether a name means graphics that shares the processor's memory. Undefined for names that do not tell. Only for devices
 * that no probe with better knowledge saw.
 */
export function integratedByName(name: string): boolean | undefined {
  if (ofItsOwn.test(name)) return false;
  return inside.test(name) ? true : undefined;
}
