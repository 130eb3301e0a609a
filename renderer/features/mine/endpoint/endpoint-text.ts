import type { TFunction } from "i18next";
import type { EndpointStatus } from "../../../../native/api/endpoint.ts";
import type { Tone } from "../../../ui/marks/state-badge.tsx";

/** How validators reach the miner, in one sentence. */
export function endpointSentence(t: TFunction, status: EndpointStatus): string {
  const { place, problem, router } = status;
  if (status.practice) return t("endpoint.sentence.practice");
  switch (problem) {
    case "asking":
      return t(router.state === "idle" ? "endpoint.sentence.idle" : "endpoint.sentence.asking");
    case "routerFailed":
      return t(`endpoint.trouble.${router.trouble ?? "noRouter"}`);
    case "behindAnother":
      return t(`endpoint.behind.${router.behind ?? "second"}`, { address: router.externalIp });
    case "thisComputerOnly":
    case "noPublicAddress":
      return t(`endpoint.sentence.${problem}`);
    case undefined:
      if (status.open === undefined) return t("endpoint.sentence.will", { place });
      return t(
        router.state === "forwarded" ? "endpoint.sentence.forwarded" : "endpoint.sentence.open",
        {
          place,
        },
      );
    default:
      return problem satisfies never;
  }
}

/** What the person can do where validators do not reach the miner; undefined where there is nothing to do. */
export function endpointAdvice(
  t: TFunction,
  { problem, router }: EndpointStatus,
): string | undefined {
  switch (problem) {
    case "routerFailed":
      return t(`endpoint.advice.${router.trouble ?? "noRouter"}`);
    case "behindAnother":
      return t(`endpoint.advice.${router.behind ?? "second"}`);
    case "thisComputerOnly":
    case "noPublicAddress":
      return t(`endpoint.advice.${problem}`);
    case "asking":
    case undefined:
      return undefined;
    default:
      return problem satisfies never;
  }
}

/** How the state stands, with its word's key. */
export function endpointTone({ practice, problem, open, router }: EndpointStatus): {
  readonly tone: Tone;
  readonly word: "practice" | "busy" | "unreachable" | "open" | "ready";
} {
  if (practice) return { tone: "neutral", word: "practice" };
  if (router.state === "asking") return { tone: "busy", word: "busy" };
  if (problem !== undefined && problem !== "asking")
    return { tone: "warning", word: "unreachable" };
  return open === undefined ? { tone: "neutral", word: "ready" } : { tone: "good", word: "open" };
}
