import type { GovernorReason } from "../../api/governor.ts";

/** What one rule says at one moment; the machine adds since when. */
export interface Finding {
  readonly kind: GovernorReason["kind"];
  readonly action: GovernorReason["action"];
  readonly until?: number | undefined;
  readonly value?: number | undefined;
  readonly limit?: number | undefined;
  readonly subject?: string | undefined;
  /** How much of the time is left to work where the action is to slow. */
  readonly share?: number | undefined;
}
