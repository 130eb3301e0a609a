import type { TFunction } from "i18next";
import { errorText, isErrorCode } from "../../../native/api/errors.ts";
import type { TimelineEvent } from "../../../native/api/node.ts";

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
function spelledOut(t: TFunction, { message, values }: TimelineEvent): Record<string, string> {
  const { name, step, during } = values;
  return {
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
