import {
  type DispatchContext,
  type DispatchOutcome,
  dispatchResult,
  ensureSigned,
  lookup,
  type RuntimeCall,
} from "../../frame/context.ts";
import type { SignedExtension } from "../../frame/extension.ts";
import { definePallet, implement } from "../../frame/pallet.ts";
import { storageValue } from "../../frame/storage.ts";
import { TransactionRefused } from "../../frame/validity.ts";
import { multiAddress, weight } from "../../scale/substrate.ts";
import { accountId, option } from "../../scale/type.ts";
import { runtimeCall } from "../runtime-call.ts";
import { bareExtension } from "../system/extensions.ts";

const boxed = "Box<<T as Config>::RuntimeCall>";
const wrapped = ({ call }: { call: RuntimeCall }, weightOf: (call: RuntimeCall) => bigint) =>
  weightOf(call);
const outcomeEvent = (index: number) => ({
  index,
  fields: { sudo_result: dispatchResult },
  typeNames: { sudo_result: "DispatchResult" },
});

/** The Sudo pallet: one key may do what only the chain itself may. */
export const sudo = definePallet({
  name: "Sudo",
  index: 12,
  path: ["pallet_sudo", "pallet"],
  associatedTypes: { RuntimeCall: runtimeCall.type },
  storage: { Key: storageValue(accountId, { optional: true }) },
  calls: {
    sudo: {
      index: 0,
      args: { call: runtimeCall.type },
      typeNames: { call: boxed },
      pays: false,
      weight: wrapped,
    },
    sudo_unchecked_weight: {
      index: 1,
      args: { call: runtimeCall.type, weight },
      typeNames: { call: boxed, weight: "Weight" },
      pays: false,
    },
    set_key: {
      index: 2,
      args: { new: multiAddress },
      typeNames: { new: "AccountIdLookupOf<T>" },
      pays: false,
    },
    sudo_as: {
      index: 3,
      args: { who: multiAddress, call: runtimeCall.type },
      typeNames: { who: "AccountIdLookupOf<T>", call: boxed },
      pays: false,
      weight: wrapped,
    },
    remove_key: { index: 4, args: {}, pays: false },
  },
  events: {
    Sudid: outcomeEvent(0),
    KeyChanged: {
      index: 1,
      fields: { old: option(accountId), new: accountId },
      typeNames: { old: "Option<T::AccountId>", new: "T::AccountId" },
    },
    KeyRemoved: { index: 2, fields: [] },
    SudoAsDone: outcomeEvent(3),
  },
  errors: { RequireSudo: 0 },
  constants: {},
});

function ensureKey(context: DispatchContext): string {
  const account = ensureSigned(context);
  if (account !== sudo.storage.Key.find(context.state)) sudo.fail("RequireSudo");
  return account;
}

function resultOf(outcome: DispatchOutcome) {
  return outcome.ok
    ? { type: "Ok" as const, value: undefined }
    : { type: "Err" as const, value: outcome.error };
}

function runAsRoot(context: DispatchContext, call: RuntimeCall): void {
  ensureKey(context);
  const outcome = context.dispatch(call, { kind: "root" });
  context.deposit(sudo.event.Sudid({ sudo_result: resultOf(outcome) }));
}

/** What the Sudo calls do: the inner call's failure is told in the event, the outer call succeeds. */
export const sudoModule = implement(sudo, {
  sudo: (context, { call }) => runAsRoot(context, call),
  sudo_unchecked_weight: (context, { call }) => runAsRoot(context, call),
  set_key(context, { new: key }) {
    const old = ensureKey(context);
    const next = lookup(key);
    sudo.storage.Key.put(context.state, next);
    context.deposit(sudo.event.KeyChanged({ old, new: next }));
  },
  remove_key(context) {
    ensureKey(context);
    sudo.storage.Key.remove(context.state);
    context.deposit(sudo.event.KeyRemoved());
  },
  sudo_as(context, { who, call }) {
    ensureKey(context);
    const outcome = context.dispatch(call, { kind: "signed", account: lookup(who) });
    context.deposit(sudo.event.SudoAsDone({ sudo_result: resultOf(outcome) }));
  },
});

/** Keeps sudo calls of anyone but the key out of the pool: they are free, so they could be sent without end. */
export const sudoExtension: SignedExtension = bareExtension(
  "SudoTransactionExtension",
  ["node_subtensor_runtime", "sudo_wrapper"],
  {
    validate({ state }, { call, account }) {
      if (call.type === "Sudo" && account !== sudo.storage.Key.find(state)) {
        throw new TransactionRefused({ type: "BadSigner" });
      }
      return {};
    },
  },
);
