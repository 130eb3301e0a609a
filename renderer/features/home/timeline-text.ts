import type { TFunction } from "i18next";
import { errorText, isErrorCode } from "../../../native/api/errors.ts";
import type { TimelineEvent } from "../../../native/api/node.ts";

/** A timeline line as a sentence: its own words in the locale, else those of its error code, else the key itself made readable. */
export function timelineText(t: TFunction, line: TimelineEvent): string {
  const own = t(`timeline.messages.${line.message}`, { ...line.values, defaultValue: "" });
  if (own !== "") return own;
  if (isErrorCode(line.code)) return errorText(line.code, line.values).what;
  const words = line.message.replaceAll(/[._-]+/g, " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
