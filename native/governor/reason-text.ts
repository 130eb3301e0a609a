import type { GovernorReason } from "../api/governor.ts";

/** Why nothing runs, as the second half of "The governor paused the GPU: …" for those who are refused meanwhile. */
export function reasonText(reason: GovernorReason): string {
  const { value, limit } = reason;
  switch (reason.kind) {
    case "hand":
      return "it was paused by hand";
    case "temperature":
      return `it has ${value ?? "?"} °C, and ${limit ?? "?"} °C is the limit`;
    case "temperatureUnknown":
      return "its temperature was high and is no longer known";
    case "powerBudget":
      return `it draws ${value ?? "?"} W of ${limit ?? "?"} W`;
    case "powerUnknown":
      return `${reason.subject ?? "it"} does not tell what it draws`;
    case "energyBudget":
      return `today's ${limit ?? "?"} kWh are used up`;
    case "schedule":
      return "these are not its hours";
    case "tariff":
      return `electricity costs ${value ?? "?"} per kWh now`;
    case "vram":
      return `${reason.subject ?? "another program"} wants its memory`;
    case "fullScreen":
      return "another program fills the screen";
    case "presence":
      return "the computer is in use";
    case "battery":
      return "the computer runs on battery";
    case "sleep":
      return "the computer goes to sleep";
    default:
      return reason.kind satisfies never;
  }
}

/** The reason that is told where several pause: one that stops first, then the oldest rule in their fixed order. */
export function chiefReason(reasons: readonly GovernorReason[]): GovernorReason | undefined {
  return (
    reasons.find(({ action }) => action === "stop") ??
    reasons.find(({ action }) => action === "pause") ??
    reasons.find(({ action }) => action === "slow")
  );
}
