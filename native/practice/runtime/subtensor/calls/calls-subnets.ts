import { ensureRoot } from "../../../frame/context.ts";
import type { subnetCalls } from "../declaration/calls-subnets.ts";
import {
  disableVotingPower,
  enableVotingPower,
  setVotingPowerAlpha,
} from "../epoch/voting-power.ts";
import { dissolveNetwork } from "../subnets/dissolve.ts";
import {
  setActivityCutoffFactor,
  setRootClaimsPerBlock,
  setRootClaimThreshold,
  setTempo,
  updateSymbol,
} from "../subnets/owner-calls.ts";
import type { Handlers } from "./handlers.ts";

/** What the calls by which root and owners run subnets do. */
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
  update_symbol(context, { netuid, symbol }) {
    updateSymbol(context, netuid, symbol);
  },
  set_tempo(context, { netuid, tempo }) {
    setTempo(context, netuid, tempo);
  },
  set_activity_cutoff_factor(context, { netuid, factor_milli }) {
    setActivityCutoffFactor(context, netuid, factor_milli);
  },
  sudo_set_num_root_claims(context, { new_value }) {
    setRootClaimsPerBlock(context, new_value);
  },
  sudo_set_root_claim_threshold(context, { netuid, new_value }) {
    setRootClaimThreshold(context, netuid, new_value);
  },
  enable_voting_power_tracking(context, { netuid }) {
    enableVotingPower(context, netuid);
  },
  disable_voting_power_tracking(context, { netuid }) {
    disableVotingPower(context, netuid);
  },
  sudo_set_voting_power_ema_alpha(context, { netuid, alpha }) {
    setVotingPowerAlpha(context, netuid, alpha);
  },
};
