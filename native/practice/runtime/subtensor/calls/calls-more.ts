import { ensureSigned } from "../../../frame/context.ts";
import type { moreCalls } from "../declaration/calls-more.ts";
import { serveAxonTls } from "../neurons/serving.ts";
import { burnStake, recycleStake, stakeAndBurn } from "../stake/burn.ts";
import { setWeightsInBatch } from "../weights/batch-weights.ts";
import type { Handlers } from "./handlers.ts";

/** What the calls do that destroy alpha, or do in one what others do in several. */
export const moreHandlers: Handlers<typeof moreCalls> = {
  recycle_alpha(context, { hotkey, amount, netuid }) {
    recycleStake(context, { coldkey: ensureSigned(context), hotkey, netuid, amount });
  },
  burn_alpha(context, { hotkey, amount, netuid }) {
    burnStake(context, { coldkey: ensureSigned(context), hotkey, netuid, amount });
  },
  add_stake_burn(context, { hotkey, netuid, amount, limit }) {
    stakeAndBurn(context, { coldkey: ensureSigned(context), hotkey, netuid, amount }, limit);
  },
  batch_set_weights(context, batch) {
    setWeightsInBatch(context, ensureSigned(context), batch);
  },
  serve_axon_tls(context, { netuid, certificate, ...axon }) {
    serveAxonTls(context, ensureSigned(context), netuid, axon, certificate);
  },
};
