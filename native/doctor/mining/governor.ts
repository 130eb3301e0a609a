import type { GovernorSettings, GovernorStatus } from "../../api/governor.ts";
import { byPerson, type Check, check, good, type Judgement, skipped, warning } from "../check.ts";
import { namesText } from "../text.ts";

/** What the governor is told to heed, and what it can sense here. */
export interface GovernorFacts {
  readonly settings: GovernorSettings;
  readonly status: Pick<GovernorStatus, "state" | "senses" | "reasons">;
}

type Sense = keyof GovernorStatus["senses"];

/** Whether every rule that is on can be kept here. */
export function judgeGovernor({ settings, status }: GovernorFacts): Judgement {
  const { temperature, power, others, presence, battery } = settings;
  const wanted: Readonly<Record<Sense, boolean>> = {
    temperature: temperature.enabled,
    power: power.watts !== undefined || power.kilowattHoursPerDay !== undefined,
    vram: others.vram !== "run",
    fullScreen: others.fullScreen !== "run",
    presence: presence.action !== "run",
    battery: battery.action !== "run",
  };
  const rules = (Object.keys(wanted) as Sense[]).filter((sense) => wanted[sense]);
  const blind = rules.filter((sense) => !status.senses[sense]);
  const evidence = {
    state: status.state,
    rules: rules.length === 0 ? "none" : namesText(rules, 6),
    ...(blind.length === 0 ? {} : { blind: namesText(blind, 6) }),
  };
  if (rules.length === 0) return skipped("noRules", evidence);
  return blind.length > 0 ? warning("blind", evidence, byPerson("seeMine")) : good(evidence);
}

/** The check of the governor's senses. */
export function governorCheck(probe: () => GovernorFacts | Promise<GovernorFacts>): Check {
  return check({ id: "governor", group: "mining", probe, judge: judgeGovernor });
}
