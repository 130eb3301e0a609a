import { ensureRoot } from "../../frame/context.ts";
import type { subnetCalls } from "./declaration/calls-subnets.ts";
import { dissolveNetwork } from "./dissolve.ts";
import type { Handlers } from "./handlers.ts";

/** What the calls that end subnets or rename them do. */
export const subnetHandlers: Handlers<typeof subnetCalls> = {
  // The owner's right to end its subnet is gone; both calls are root's.
  dissolve_network(context, { netuid }) {
    ensureRoot(context);
    dissolveNetwork(context, netuid);
  },
  root_dissolve_network(context, { netuid }) {
    ensureRoot(context);
    dissolveNetwork(context, netuid);
  },
};
