import type { ForwardingState } from "../../forwarding/forwarding-state.ts";
import type { TimelineLine } from "../../timeline/timeline.ts";
import { behindOf } from "./place.ts";

const source = "mining";

/** The line that a change of the forwarding leaves in the diary: what is new, not every renewal. */
export function forwardingLine(
  before: ForwardingState | undefined,
  after: ForwardingState,
): TimelineLine | undefined {
  switch (after.kind) {
    case "asking":
      return undefined;
    case "failed": {
      if (before?.kind === "failed" && before.trouble === after.trouble) return undefined;
      const values = { trouble: after.trouble };
      return { level: "warning", source, message: `mining.forwardFailed.${after.trouble}`, values };
    }
    case "forwarded": {
      const { externalIp, externalPort, router } = after;
      const same =
        before?.kind === "forwarded" &&
        before.externalIp === externalIp &&
        before.externalPort === externalPort;
      if (same) return undefined;
      const address = `${externalIp}:${externalPort}`;
      const values = { address, router: router.name ?? router.host };
      const behind = behindOf(externalIp);
      return behind === undefined
        ? { level: "good", source, message: "mining.forwarded", values }
        : { level: "warning", source, message: `mining.forwardedBehind.${behind}`, values };
    }
    default:
      return after satisfies never;
  }
}
