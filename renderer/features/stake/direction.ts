import type { StakeQuote } from "../../../native/api/stake.ts";

/** Whether coins go into stake or come out of it. */
export type Direction = StakeQuote["direction"];
