/** What a table can list. Each has its words under `table.nouns` in the locale, for one and for many. */
export const tableNouns = [
  "downloads",
  "loads",
  "miners",
  "models",
  "neurons",
  "periods",
  "positions",
  "processes",
  "programs",
  "receipts",
  "requests",
  "rewards",
  "subnets",
  "validators",
  "wallets",
] as const;
export type TableNoun = (typeof tableNouns)[number];
