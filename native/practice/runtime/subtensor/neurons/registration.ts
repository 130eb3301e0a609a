import { decayedBurn, raisedBurn } from "../../../../protocol/registration-burn.ts";
import type { State } from "../../../frame/state.ts";
import { trade } from "../../swap/trade.ts";
import { associate, owns } from "../accounts.ts";
import { type Chain, ROOT, saturatingSubtract } from "../chain.ts";
import { isEpochDue } from "../epoch/epoch-clock.ts";
import { ensure, event, fail, storage } from "../pallet.ts";
import { balanceOf, transferToSubnet } from "../stake/treasury.ts";
import { appendNeuron, replaceNeuron } from "./neurons.ts";
import { neuronToPrune } from "./pruning.ts";

/**
 * Registers a hotkey for its coldkey at the subnet's price, which buys alpha that is destroyed. Source: §3.8 and
 * subnets/registration.rs, checks in its order.
 */
export function register(chain: Chain, coldkey: string, netuid: number, hotkey: string): void {
  const { state } = chain;
  ensure(netuid !== ROOT, "RegistrationNotPermittedOnRootSubnet");
  ensure(storage.NetworksAdded.get(state, netuid), "SubnetNotExists");
  ensure(storage.NetworkRegistrationAllowed.get(state, netuid), "SubNetRegistrationDisabled");
  ensure(!storage.Uids.has(state, netuid, hotkey), "HotKeyAlreadyRegisteredInSubNet");
  const cost = storage.Burn.get(state, netuid);
  ensure(cost <= balanceOf(state, coldkey), "NotEnoughBalanceToStake");
  associate(chain, coldkey, hotkey);
  ensure(owns(state, coldkey, hotkey), "NonAssociatedColdKey");
  ensure(storage.MaxAllowedUids.get(state, netuid) !== 0, "NoNeuronIdAvailable");
  ensure(
    hasRoom(state, netuid) || neuronToPrune(chain, netuid) !== undefined,
    "NoNeuronIdAvailable",
  );

  const paid = transferToSubnet(chain, netuid, coldkey, cost);
  const bought = trade(chain, netuid, { side: "buy", amount: paid }).amountOut;
  storage.SubnetAlphaOut.mutate(state, netuid, (total) => saturatingSubtract(total, bought));

  const uid = seat(chain, netuid, hotkey);
  storage.Burn.mutate(state, netuid, (burn) =>
    raisedBurn(burn, storage.BurnIncreaseMult.get(state, netuid).bits, burnBounds(state, netuid)),
  );
  storage.RegistrationsThisBlock.mutate(state, netuid, (count) => Math.min(count + 1, 0xffff));
  storage.RAORecycledForRegistration.mutate(state, netuid, (total) => total + cost);
  storage.SubnetTaoFlow.mutate(state, netuid, (flow) => flow + paid);
  chain.deposit(event.NeuronRegistered(netuid, uid, hotkey));
}

/** {@link register}, but only while the price is at most `limit` rao. */
export function registerWithin(
  chain: Chain,
  coldkey: string,
  netuid: number,
  hotkey: string,
  limit: bigint,
): void {
  ensure(netuid !== ROOT, "RegistrationNotPermittedOnRootSubnet");
  ensure(storage.NetworksAdded.get(chain.state, netuid), "SubnetNotExists");
  ensure(storage.Burn.get(chain.state, netuid) <= limit, "RegistrationPriceLimitExceeded");
  register(chain, coldkey, netuid, hotkey);
}

/** One block's decay of every registration price, before anything else happens in the block. Source: §4.5. */
export function decayRegistrationPrices(chain: Chain): void {
  const { state, block } = chain;
  for (const [[netuid]] of storage.NetworksAdded.entries(state)) {
    const burn = storage.Burn.get(state, netuid);
    const halfLife = block > 1 ? storage.BurnHalfLife.get(state, netuid) : 0;
    const next = decayedBurn(burn, halfLife, burnBounds(state, netuid));
    if (next !== burn) storage.Burn.put(state, netuid, next);
    if (storage.RegistrationsThisBlock.get(state, netuid) !== 0)
      storage.RegistrationsThisBlock.put(state, netuid, 0);
    if (netuid === ROOT && isEpochDue(chain, netuid))
      storage.RegistrationsThisInterval.put(state, netuid, 0);
  }
}

function seat(chain: Chain, netuid: number, hotkey: string): number {
  if (hasRoom(chain.state, netuid)) return appendNeuron(chain, netuid, hotkey);
  const uid = neuronToPrune(chain, netuid) ?? fail("NoNeuronIdAvailable");
  replaceNeuron(chain, netuid, uid, hotkey);
  return uid;
}

function hasRoom(state: State, netuid: number): boolean {
  return storage.SubnetworkN.get(state, netuid) < storage.MaxAllowedUids.get(state, netuid);
}

function burnBounds(state: State, netuid: number): { minimum: bigint; maximum: bigint } {
  return {
    minimum: storage.MinBurn.get(state, netuid),
    maximum: storage.MaxBurn.get(state, netuid),
  };
}
