import { Agent, type Dispatcher } from "undici";
import { hostReach } from "../../native/engine/gguf/remote/host-reach.ts";
import type { WayOut } from "../../native/engine/gguf/remote/way-out.ts";

/** A way out through one dispatcher, that judges addresses as they are written alone. Whoever made the dispatcher ends it. */
export function straightWay(dispatcher: () => Dispatcher): WayOut {
  return { dispatcher, reach: hostReach, nearest: () => "here" };
}

/** A straight way that nobody has to end: its connections are the process's. */
export const plainWay: WayOut = straightWay(
  (
    (agent) => () =>
      agent
  )(new Agent()),
);
