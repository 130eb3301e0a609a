import type { GovernorSettings, GovernorStatus } from "../../api/governor.ts";
import type { Device, HardwareReport } from "../../api/hardware.ts";
import { byPerson, type Check, check, good, type Judgement, skipped, warning } from "../check.ts";
import { namesText } from "../text.ts";

/** What the governor is told to heed, and what it can sense here. */
export interface GovernorFacts {
  readonly settings: GovernorSettings;
  readonly status: Pick<GovernorStatus, "state" | "senses" | "reasons">;
}

/** Rules that keep a GPU from harm. The others only keep the person's peace, and many computers have no battery and no screen. */
const WEIGHTY: readonly string[] = ["temperature", "power", "vram"];

type Sense = keyof GovernorStatus["senses"];

/** Whether every rule that is on and matters here can be kept. */
export function judgeGovernor(facts: GovernorFacts, devices: readonly Device[]): Judgement {
  const { settings, status } = facts;
  const gpus = devices.filter(({ kind }) => kind === "gpu");
  // Memory that is the processor's too is everybody's: there the rule on it does not apply, and nothing is missing.
  const shared = gpus.length > 0 && gpus.every(sharesMemory);
  const { temperature, power, others, presence, battery } = settings;
  const wanted: Readonly<Record<Sense, boolean>> = {
    temperature: temperature.enabled,
    power: power.watts !== undefined || power.kilowattHoursPerDay !== undefined,
    vram: others.vram !== "run" && !shared,
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
  if (gpus.length > 0 && blind.some((sense) => WEIGHTY.includes(sense)))
    return warning("blind", evidence, byPerson("seeMine"));
  const untold = untoldOf(gpus, wanted);
  return untold.gpus.length > 0 ? warning("oneBlind", { ...evidence, ...untold }) : good(evidence);
}

/** Cards of several that tell less than the others, and the rules that know nothing of them. */
function untoldOf(
  gpus: readonly Device[],
  wanted: Readonly<Record<Sense, boolean>>,
): { readonly gpus: string; readonly blind: string } {
  const cards = gpus.filter((gpu) => !sharesMemory(gpu));
  const hot = wanted.temperature ? cards.filter(({ celsius }) => celsius === undefined) : [];
  const drawing = wanted.power ? cards.filter(({ watts }) => watts === undefined) : [];
  return {
    gpus: namesText([...new Set([...hot, ...drawing].map(({ name }) => name))]),
    blind: namesText([
      ...(hot.length > 0 ? ["temperature"] : []),
      ...(drawing.length > 0 ? ["power"] : []),
    ]),
  };
}

function sharesMemory({ integrated, backend }: Device): boolean {
  return integrated === true || backend === "metal";
}

/** The check of the governor's senses. */
export function governorCheck(
  governor: () => GovernorFacts | Promise<GovernorFacts>,
  hardware: () => Promise<HardwareReport>,
): Check {
  return check({
    id: "governor",
    group: "mining",
    timeout: 10_000,
    probe: async () => {
      const { devices } = await hardware();
      return { facts: await governor(), devices };
    },
    judge: ({ facts, devices }) => judgeGovernor(facts, devices),
  });
}
