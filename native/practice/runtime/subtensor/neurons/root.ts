import { associate } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { ensure, event, storage } from "../pallet.ts";
import { hotkeyStake } from "../stake/stake-pool.ts";
import { appendNeuron, replaceNeuron } from "./neurons.ts";

/** The take of a validator that joins root without having chosen one: 18 % of 65535. */
const DEFAULT_TAKE = 11_796;

/**
 * Gives a hotkey a seat on root; when all are taken, the one with the least root stake makes room, if it has less.
 * Source: §3.8 and coinbase/root.rs, checks in its order.
 */
export function rootRegister(chain: Chain, coldkey: string, hotkey: string): void {
  const { state } = chain;
  ensure(storage.NetworksAdded.get(state, ROOT), "RootNetworkDoesNotExist");
  const thisBlock = storage.RegistrationsThisBlock.get(state, ROOT);
  const perBlock = storage.MaxRegistrationsPerBlock.get(state, ROOT);
  ensure(thisBlock < perBlock, "TooManyRegistrationsThisBlock");
  const thisInterval = storage.RegistrationsThisInterval.get(state, ROOT);
  const target = storage.TargetRegistrationsPerInterval.get(state, ROOT);
  ensure(thisInterval < target * 3, "TooManyRegistrationsThisInterval");
  ensure(!storage.Uids.has(state, ROOT, hotkey), "HotKeyAlreadyRegisteredInSubNet");
  associate(chain, coldkey, hotkey);
  const uid = seat(chain, hotkey);
  if (!storage.Delegates.has(state, hotkey)) storage.Delegates.put(state, hotkey, DEFAULT_TAKE);
  storage.RegistrationsThisInterval.put(state, ROOT, thisInterval + 1);
  storage.RegistrationsThisBlock.put(state, ROOT, thisBlock + 1);
  chain.deposit(event.NeuronRegistered(ROOT, uid, hotkey));
}

function seat(chain: Chain, hotkey: string): number {
  const { state } = chain;
  if (storage.SubnetworkN.get(state, ROOT) < storage.MaxAllowedUids.get(state, ROOT))
    return appendNeuron(chain, ROOT, hotkey);
  const members = storage.Keys.entries(state, ROOT).map(([[, uid], member]) => ({
    uid,
    stake: hotkeyStake(state, member, ROOT),
  }));
  const lowest = members.reduce((least, member) => (member.stake < least.stake ? member : least));
  ensure(lowest.stake < hotkeyStake(state, hotkey, ROOT), "StakeTooLowForRoot");
  replaceNeuron(chain, ROOT, lowest.uid, hotkey);
  return lowest.uid;
}
