import type { TFunction } from "i18next";
import { errorText, isErrorCode } from "../../../native/api/errors.ts";
import type { TimelineEvent } from "../../../native/api/node.ts";
import { loadedFor } from "../models/loaded-for.ts";

/** A timeline line as a sentence: its own words in the locale, else those of its error code, else the key itself made readable. */
export function timelineText(t: TFunction, line: TimelineEvent): string {
  const own = t(`timeline.messages.${line.message}`, {
    ...line.values,
    ...spelledOut(t, line),
    defaultValue: "",
  });
  if (own !== "") return own;
  if (isErrorCode(line.code)) return errorText(line.code, line.values).what;
  const words = line.message.replaceAll(/[._-]+/g, " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** Values that are names of the contract, in the words the page has for them. */
function spelledOut(
  t: TFunction,
  { message, values }: TimelineEvent,
): Record<string, string | number> {
  const { name, step, during, id, backend, from, to } = values;
  const backendName = (value: string | number): string =>
    t([`timeline.on.${value}`, `devices.backend.${value}`], { defaultValue: String(value) });
  return {
    ...(typeof values.miners === "number" && { count: values.miners }),
    ...(message.startsWith("engine.") && id !== undefined && { id: modelName(t, String(id)) }),
    ...(backend !== undefined && { backend: backendName(backend) }),
    ...(message === "engine.conceded.backend" && {
      from: backendName(from ?? ""),
      to: backendName(to ?? ""),
    }),
    ...(message.startsWith("process") &&
      name !== undefined && {
        name: t(`settings.processes.${name}`, { defaultValue: String(name) }),
      }),
    ...(step !== undefined && { step: t(`steps.${step}.doing`, { defaultValue: String(step) }) }),
    ...(during !== undefined && {
      during: t(`timeline.during.${during}`, { defaultValue: String(during) }),
    }),
  };
}

/** A model that was loaded for the receipt or the Doctor, told apart from the same one at work. */
function modelName(t: TFunction, id: string): string {
  const { purpose, model } = loadedFor(id);
  return purpose === undefined ? model : t(`models.loadedFor.${purpose}`, { model });
}
