import { classicSuite } from "../bittensor-10/classic.ts";

/** The SDK before its codec was exchanged: scalecodec and async-substrate-interface 1. Many subnets pin it. */
export const suite = classicSuite(
  "bittensor-10.2",
  "bittensor 10.2 (SDK)",
  new URL("requirements.txt", import.meta.url),
);
