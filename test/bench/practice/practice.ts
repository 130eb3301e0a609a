import type { Section } from "../measure.ts";
import { blockRows } from "./blocks.ts";
import { epochRows } from "./epochs.ts";
import { metagraphRows } from "./metagraph.ts";

/** The practice node as a chain for many: full blocks, full subnets, and a day in a row. */
export const practice: Section = {
  name: "practice",
  about: "the practice node at finney's size",
  run: async (context) => [
    ...(await blockRows(context)),
    ...epochRows(context),
    ...(await metagraphRows(context)),
  ],
};
