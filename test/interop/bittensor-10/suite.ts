import { classicSuite } from "./classic.ts";

/** The last classic SDK. */
export const suite = classicSuite(
  "bittensor-10",
  "bittensor 10 (SDK)",
  new URL("requirements.txt", import.meta.url),
);
