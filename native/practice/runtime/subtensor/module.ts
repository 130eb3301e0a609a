import { type DispatchContext, ensureSigned } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { associate } from "./accounts.ts";
import { blockStep } from "./block-step.ts";
import { childrenHandlers } from "./calls/calls-children.ts";
import { keyHandlers } from "./calls/calls-keys.ts";
import { lockHandlers } from "./calls/calls-locks.ts";
import { moreHandlers } from "./calls/calls-more.ts";
import { subnetHandlers } from "./calls/calls-subnets.ts";
import { setAutoStake } from "./children/auto-stake.ts";
import { commitHandlers } from "./commits/commits-calls.ts";
import { register, registerWithin } from "./neurons/registration.ts";
import { rootRegister } from "./neurons/root.ts";
import { serveAxon, servePrometheus } from "./neurons/serving.ts";
import { subtensor } from "./pallet.ts";
import { setRootWeights } from "./root-weights/set.ts";
import { claimSubnets, setRootClaimType } from "./stake/root-claims.ts";
import { moveStake, swapStake, transferStake } from "./stake/stake-transfer.ts";
import { addStake, addStakeWithin, type Staking } from "./stake/staking.ts";
import { decreaseTake, increaseTake } from "./stake/take.ts";
import {
  removeAllStake,
  removeStake,
  removeStakeWithin,
  unstakeAll,
  unstakeAllAlpha,
} from "./stake/unstaking.ts";
import { setIdentity, setSubnetIdentity } from "./subnets/identities.ts";
import { triggerEpoch } from "./subnets/owner-limits.ts";
import { registerNetwork, startCall } from "./subnets/subnets.ts";
import { setWeights } from "./weights/weights.ts";

/** The calls of SubtensorModule and what it does at every block. */
export const subtensorModule = implement(
  subtensor,
  {
    ...commitHandlers,
    ...childrenHandlers,
    ...keyHandlers,
    ...subnetHandlers,
    ...moreHandlers,
    ...lockHandlers,
    set_weights(context, { netuid, dests, weights, version_key }) {
      const vector = { uids: dests, values: weights, versionKey: version_key };
      setWeights(context, ensureSigned(context), netuid, vector);
    },
    set_mechanism_weights(context, { netuid, mecid, dests, weights, version_key }) {
      const vector = { uids: dests, values: weights, versionKey: version_key };
      setWeights(context, ensureSigned(context), netuid, vector, mecid);
    },
    set_root_weights(context, { dests, weights }) {
      setRootWeights(context, ensureSigned(context), dests, weights);
    },
    increase_take(context, { hotkey, take }) {
      increaseTake(context, ensureSigned(context), hotkey, take);
    },
    decrease_take(context, { hotkey, take }) {
      decreaseTake(context, ensureSigned(context), hotkey, take);
    },
    serve_axon(context, { netuid, ...axon }) {
      serveAxon(context, ensureSigned(context), netuid, axon);
    },
    serve_prometheus(context, { netuid, ...endpoint }) {
      servePrometheus(context, ensureSigned(context), netuid, endpoint);
    },
    // Since the end of proof of work this call burns like burned_register and ignores the rest of its arguments.
    register(context, { netuid, hotkey }) {
      register(context, ensureSigned(context), netuid, hotkey);
    },
    burned_register(context, { netuid, hotkey }) {
      register(context, ensureSigned(context), netuid, hotkey);
    },
    register_limit(context, { netuid, hotkey, limit_price }) {
      registerWithin(context, ensureSigned(context), netuid, hotkey, limit_price);
    },
    root_register(context, { hotkey }) {
      rootRegister(context, ensureSigned(context), hotkey);
    },
    register_network(context, { hotkey }) {
      registerNetwork(context, ensureSigned(context), hotkey);
    },
    register_network_with_identity(context, { hotkey, identity }) {
      registerNetwork(context, ensureSigned(context), hotkey, identity);
    },
    set_identity(context, identity) {
      setIdentity(context, ensureSigned(context), identity);
    },
    set_subnet_identity(context, { netuid, ...identity }) {
      setSubnetIdentity(context, ensureSigned(context), netuid, identity);
    },
    try_associate_hotkey(context, { hotkey }) {
      associate(context, ensureSigned(context), hotkey);
    },
    start_call(context, { netuid }) {
      startCall(context, ensureSigned(context), netuid);
    },
    set_coldkey_auto_stake_hotkey(context, { netuid, hotkey }) {
      setAutoStake(context, ensureSigned(context), netuid, hotkey);
    },
    trigger_epoch(context, { netuid }) {
      triggerEpoch(context, ensureSigned(context), netuid);
    },
    claim_root(context, { subnets }) {
      claimSubnets(context, ensureSigned(context), subnets);
    },
    set_root_claim_type(context, { new_root_claim_type }) {
      setRootClaimType(context, ensureSigned(context), new_root_claim_type);
    },
    add_stake(context, { hotkey, netuid, amount_staked }) {
      addStake(context, order(context, hotkey, netuid, amount_staked));
    },
    add_stake_limit(context, { hotkey, netuid, amount_staked, limit_price, allow_partial }) {
      const staking = order(context, hotkey, netuid, amount_staked);
      addStakeWithin(context, staking, limit_price, allow_partial);
    },
    remove_stake(context, { hotkey, netuid, amount_unstaked }) {
      removeStake(context, order(context, hotkey, netuid, amount_unstaked));
    },
    remove_stake_limit(context, { hotkey, netuid, amount_unstaked, limit_price, allow_partial }) {
      const unstaking = order(context, hotkey, netuid, amount_unstaked);
      removeStakeWithin(context, unstaking, limit_price, allow_partial);
    },
    remove_stake_full_limit(context, { hotkey, netuid, limit_price }) {
      removeAllStake(context, ensureSigned(context), hotkey, netuid, limit_price);
    },
    unstake_all(context, { hotkey }) {
      unstakeAll(context, ensureSigned(context), hotkey);
    },
    unstake_all_alpha(context, { hotkey }) {
      unstakeAllAlpha(context, ensureSigned(context), hotkey);
    },
    move_stake(context, args) {
      const coldkey = ensureSigned(context);
      const from = { coldkey, hotkey: args.origin_hotkey, netuid: args.origin_netuid };
      const to = { coldkey, hotkey: args.destination_hotkey, netuid: args.destination_netuid };
      moveStake(context, from, to, args.alpha_amount);
    },
    transfer_stake(context, args) {
      const { hotkey } = args;
      const from = { coldkey: ensureSigned(context), hotkey, netuid: args.origin_netuid };
      const to = { coldkey: args.destination_coldkey, hotkey, netuid: args.destination_netuid };
      transferStake(context, from, to, args.alpha_amount);
    },
    swap_stake(context, args) {
      const { hotkey } = args;
      const from = { coldkey: ensureSigned(context), hotkey, netuid: args.origin_netuid };
      swapStake(context, from, args.destination_netuid, args.alpha_amount);
    },
    swap_stake_limit(context, args) {
      const { hotkey } = args;
      const from = { coldkey: ensureSigned(context), hotkey, netuid: args.origin_netuid };
      const limit = { price: args.limit_price, allowPartial: args.allow_partial };
      swapStake(context, from, args.destination_netuid, args.alpha_amount, limit);
    },
  },
  { onInitialize: blockStep },
);

function order(context: DispatchContext, hotkey: string, netuid: number, amount: bigint): Staking {
  return { coldkey: ensureSigned(context), hotkey, netuid, amount };
}
