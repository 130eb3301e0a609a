import type { TFunction } from "i18next";
import type { GovernorReason, GovernorStatus } from "../../../../native/api/governor.ts";
import { formatBytes } from "../../../ui/format/bytes.ts";
import {
  formatCelsius,
  formatKilowattHours,
  formatPricePerHour,
  formatWatts,
} from "../../../ui/format/measure.ts";
import { formatShare } from "../../../ui/format/ratio.ts";
import { formatDuration, formatHourMinute } from "../../../ui/format/time.ts";

/** What a reason's sentence needs besides the reason. */
export interface ReasonContext {
  readonly now: number;
  /** Where the GPU must cool to; absent while the settings are not known. */
  readonly resumeBelow?: number | undefined;
  readonly currency?: string | undefined;
  /** With one GPU it is "the GPU", with several each has its name. */
  readonly gpus: number;
}

/** The state in one sentence with the strongest reason and when it ends: "Paused: GPU at 84 °C, resumes below 76 °C." */
export function governorSentence(
  t: TFunction,
  status: GovernorStatus,
  context: ReasonContext,
): string {
  const [first] = holding(status);
  if (first === undefined) return t(`governor.sentence.${status.state}`, { because: "" }).trim();
  const end = status.state === "slowed" ? undefined : pauseEnd(t, status, first, context);
  const because = [reasonCause(t, first, context), end].filter(Boolean).join(", ");
  return t(`governor.sentence.${status.state}`, {
    because: `${because}.`,
    pace: formatShare(Math.round(status.pace * 100) / 100),
  });
}

/** The reasons that hold something back, the strongest first; the rules that cannot be kept here are not among them. */
export function holding(status: GovernorStatus): readonly GovernorReason[] {
  const order = ["stop", "pause", "slow"];
  return status.reasons
    .filter((reason) => reason.action !== "none")
    .sort((left, right) => order.indexOf(left.action) - order.indexOf(right.action));
}

/** What a reason is, without a full stop: "GPU at 84 °C". */
export function reasonCause(t: TFunction, reason: GovernorReason, context: ReasonContext): string {
  const aboutGpu = reason.kind === "temperature" || reason.kind === "temperatureUnknown";
  const unnamed = aboutGpu ? t("governor.gpu") : t("governor.program");
  const subject = aboutGpu && context.gpus <= 1 ? unnamed : (reason.subject ?? unnamed);
  const read = (figure: number | undefined): string =>
    figure === undefined ? "" : figureText(reason.kind, figure, context.currency ?? "");
  return t(`governor.reason.${reason.kind}`, {
    subject,
    value: read(reason.value),
    limit: read(reason.limit),
  });
}

/** When a pause ends: not with its first reason where another lasts longer, and not at a time where one has no end. */
function pauseEnd(
  t: TFunction,
  status: GovernorStatus,
  first: GovernorReason,
  context: ReasonContext,
): string | undefined {
  if (first.until === undefined) return reasonEnd(t, first, context);
  const pausing = holding(status).filter(({ action }) => action !== "slow");
  const open = pausing.some(({ until }) => until === undefined);
  if (open) return t("governor.end.notBefore", { clock: formatHourMinute(first.until) });
  return reasonEnd(t, { ...first, until: status.resumesAt ?? first.until }, context);
}

/** A rule that is on and cannot be kept, as a sentence: of no GPU, or of those that it names. */
export function notKept(t: TFunction, reason: GovernorReason, context: ReasonContext): string {
  const { kind, subject } = reason;
  const some = kind === "temperatureUnknown" && subject !== undefined;
  return t(`governor.cannot.${some ? "temperatureUnknownOf" : kind}`, {
    defaultValue: reasonCause(t, reason, context),
    subject: subject ?? "",
  });
}

/** When a reason ends, where that can be said: "resumes below 76 °C". */
export function reasonEnd(
  t: TFunction,
  reason: GovernorReason,
  context: ReasonContext,
): string | undefined {
  if (reason.until !== undefined) {
    return t("governor.end.until", {
      wait: formatDuration(wholeMinutes(reason.until - context.now)),
      clock: formatHourMinute(reason.until),
    });
  }
  if (reason.kind === "temperature") {
    if (context.resumeBelow === undefined) return t("governor.end.cooler");
    return t("governor.end.temperature", { below: formatCelsius(context.resumeBelow) });
  }
  const words = t(`governor.end.${reason.kind}`, {
    limit: reason.limit === undefined ? "" : figureText(reason.kind, reason.limit, ""),
    defaultValue: "",
  });
  return words === "" ? undefined : words;
}

/** A long wait in whole minutes, so that a sentence does not change each second. */
function wholeMinutes(millis: number): number {
  return millis < 120_000 ? millis : Math.ceil(millis / 60_000) * 60_000;
}

function figureText(kind: GovernorReason["kind"], figure: number, currency: string): string {
  switch (kind) {
    case "temperature":
    case "temperatureUnknown":
      return formatCelsius(figure);
    case "powerBudget":
      return formatWatts(figure);
    case "energyBudget":
      return formatKilowattHours(figure);
    case "tariff":
      return formatPricePerHour(figure, currency);
    case "vram":
      return formatBytes(figure);
    case "presence":
      return formatDuration(figure * 60_000);
    case "hand":
    case "schedule":
    case "fullScreen":
    case "battery":
    case "sleep":
    case "powerUnknown":
      return String(figure);
    default:
      return kind satisfies never;
  }
}
