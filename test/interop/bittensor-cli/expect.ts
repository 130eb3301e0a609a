import { ok } from "node:assert/strict";
import type { Answer } from "./btcli.ts";

/** What most commands that sign say of themselves. */
export interface Said {
  readonly success: boolean;
  readonly extrinsic_identifier?: string | null;
}

/** The JSON of a command that says that it succeeded. Throws with its words where it does not. */
export function succeeded<T extends Said>(answer: Answer): T {
  const said = answer.json<T>();
  ok(said.success === true, answer.text);
  return said;
}

/** Throws where a value is further from another than allowed, and says both. */
export function near(value: bigint, wanted: bigint, within: bigint): void {
  const off = value > wanted ? value - wanted : wanted - value;
  ok(off <= within, `${value} is not within ${within} of ${wanted}`);
}

/** Alpha or TAO as the tool shows it, in units of 10^-9. */
export function units(shown: number): bigint {
  return BigInt(Math.round(shown * 1e9));
}
