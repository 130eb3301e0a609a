import type { GovernorSettings } from "../../../../native/api/governor.ts";

/** True where the temperatures rise as they must: resume below slow, slow not above pause, pause below stop. */
export function temperaturesRise(rule: GovernorSettings["temperature"]): boolean {
  return (
    rule.resumeBelow < rule.slowAt && rule.slowAt <= rule.pauseAt && rule.pauseAt < rule.stopAt
  );
}

/** True where settings can be saved: what contradicts itself is said at its field. */
export function canBeSaved({ temperature, tariff }: GovernorSettings): boolean {
  return (
    temperaturesRise(temperature) &&
    tariff.currency.trim() !== "" &&
    tariff.rates.every((rate) => rate.days.length > 0 && rate.fromMinute !== rate.toMinute)
  );
}
