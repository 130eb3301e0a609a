import { HearthError } from "../api/errors.ts";

/** Which network to use: one of the known names, or an own node's address. */
export type NetworkChoice =
  | { readonly kind: "practice" }
  | { readonly kind: "finney" | "test" | "custom"; readonly endpoints: readonly string[] };

/** Public endpoints, tried in order (protocol reference, section 5). They are configuration: nothing connects unless chosen. */
const endpoints = {
  finney: ["wss://entrypoint-finney.opentensor.ai:443", "wss://lite.chain.opentensor.ai:443"],
  test: ["wss://test.finney.opentensor.ai:443"],
} as const;

/** Reads a network's name or address. Throws BAD_INPUT. */
export function readNetworkChoice(text: string): NetworkChoice {
  if (text === "practice") return { kind: "practice" };
  if (text === "finney" || text === "test") return { kind: text, endpoints: endpoints[text] };
  const address = URL.parse(text);
  if (address && (address.protocol === "ws:" || address.protocol === "wss:")) {
    return { kind: "custom", endpoints: [address.href] };
  }
  throw new HearthError("BAD_INPUT", {
    reason: `--network takes practice, finney, test or a ws:// address, not "${text}".`,
  });
}
