import { dispatchResult, type RuntimeCall } from "../../frame/context.ts";
import { definePallet } from "../../frame/pallet.ts";
import { storageDoubleMap, storageMap } from "../../frame/storage.ts";
import { boundedVec } from "../../scale/bounded.ts";
import { multiAddress } from "../../scale/substrate.ts";
import {
  accountId,
  bool,
  compact,
  hash256,
  option,
  tuple,
  u16,
  u32,
  u64,
  unit,
} from "../../scale/type.ts";
import { runtimeCall } from "../runtime-call.ts";
import { announcement, depositKind, proxyDefinition, proxyType } from "./types.ts";
import { MAX_PENDING, MAX_PROXIES, proxyWeights } from "./weights.ts";

const lookup = "AccountIdLookupOf<T>";
const boxed = "Box<<T as Config>::RuntimeCall>";
const type = "T::ProxyType";
const block = "BlockNumberFor<T>";
const account = "T::AccountId";
const balance = "BalanceOf<T>";
const hash = "CallHashOf<T>";

interface Inner {
  readonly call: RuntimeCall;
}
const delegation = (index: number, weight: bigint) => ({
  index,
  args: { delegate: multiAddress, proxy_type: proxyType, delay: u32 },
  typeNames: { delegate: lookup, proxy_type: type, delay: block },
  pays: true,
  weight,
});
const announced = (index: number, weight: bigint) => ({
  index,
  args: { real: multiAddress, call_hash: hash256 },
  typeNames: { real: lookup, call_hash: hash },
  pays: true,
  weight,
});
const pureEvent = {
  proxy_type: proxyType,
  disambiguation_index: u16,
};
const pureNames = { proxy_type: type, disambiguation_index: "u16" };
const delegationEvent = (index: number) => ({
  index,
  fields: { delegator: accountId, delegatee: accountId, proxy_type: proxyType, delay: u32 },
  typeNames: { delegator: account, delegatee: account, proxy_type: type, delay: block },
});

/** The Proxy pallet: accounts that act for others, within bounds, and accounts without a key. */
export const proxy = definePallet({
  name: "Proxy",
  index: 16,
  path: ["pallet_subtensor_proxy", "pallet"],
  associatedTypes: { RuntimeCall: runtimeCall.type, ProxyType: proxyType },
  storage: {
    Proxies: storageMap(["Twox64Concat", accountId], tuple(boundedVec(proxyDefinition), u64)),
    Announcements: storageMap(["Twox64Concat", accountId], tuple(boundedVec(announcement), u64)),
    LastCallResult: storageMap(["Twox64Concat", accountId], dispatchResult, { optional: true }),
    RealPaysFee: storageDoubleMap(["Twox64Concat", accountId], ["Twox64Concat", accountId], unit, {
      optional: true,
    }),
  },
  calls: {
    proxy: {
      index: 0,
      args: { real: multiAddress, force_proxy_type: option(proxyType), call: runtimeCall.type },
      typeNames: { real: lookup, force_proxy_type: `Option<${type}>`, call: boxed },
      pays: ({ call }: Inner, paysOf: (call: RuntimeCall) => boolean) => paysOf(call),
      weight: ({ call }: Inner, weightOf: (call: RuntimeCall) => bigint) =>
        proxyWeights.proxy + weightOf(call),
    },
    add_proxy: delegation(1, proxyWeights.add_proxy),
    remove_proxy: delegation(2, proxyWeights.remove_proxy),
    remove_proxies: { index: 3, args: {}, pays: true, weight: proxyWeights.remove_proxies },
    create_pure: {
      index: 4,
      args: { proxy_type: proxyType, delay: u32, index: u16 },
      typeNames: { proxy_type: type, delay: block, index: "u16" },
      pays: true,
      weight: proxyWeights.create_pure,
    },
    kill_pure: {
      index: 5,
      args: {
        spawner: multiAddress,
        proxy_type: proxyType,
        index: u16,
        height: compact(u32),
        ext_index: compact(u32),
      },
      typeNames: {
        spawner: lookup,
        proxy_type: type,
        index: "u16",
        height: block,
        ext_index: "u32",
      },
      pays: true,
      weight: proxyWeights.kill_pure,
    },
    announce: announced(6, proxyWeights.announce),
    remove_announcement: announced(7, proxyWeights.remove_announcement),
    reject_announcement: {
      index: 8,
      args: { delegate: multiAddress, call_hash: hash256 },
      typeNames: { delegate: lookup, call_hash: hash },
      pays: true,
      weight: proxyWeights.reject_announcement,
    },
    proxy_announced: {
      index: 9,
      args: {
        delegate: multiAddress,
        real: multiAddress,
        force_proxy_type: option(proxyType),
        call: runtimeCall.type,
      },
      typeNames: {
        delegate: lookup,
        real: lookup,
        force_proxy_type: `Option<${type}>`,
        call: boxed,
      },
      pays: true,
      weight: ({ call }: Inner, weightOf: (call: RuntimeCall) => bigint) =>
        proxyWeights.proxy_announced + weightOf(call),
    },
    poke_deposit: { index: 10, args: {}, pays: true, weight: proxyWeights.poke_deposit },
    set_real_pays_fee: {
      index: 11,
      args: { delegate: multiAddress, pays_fee: bool },
      typeNames: { delegate: lookup, pays_fee: "bool" },
      pays: true,
      weight: proxyWeights.set_real_pays_fee,
    },
  },
  events: {
    ProxyExecuted: {
      index: 0,
      fields: { result: dispatchResult },
      typeNames: { result: "DispatchResult" },
    },
    PureCreated: {
      index: 1,
      fields: { pure: accountId, who: accountId, ...pureEvent },
      typeNames: { pure: account, who: account, ...pureNames },
    },
    PureKilled: {
      index: 2,
      fields: { pure: accountId, spawner: accountId, ...pureEvent },
      typeNames: { pure: account, spawner: account, ...pureNames },
    },
    Announced: {
      index: 3,
      fields: { real: accountId, proxy: accountId, call_hash: hash256 },
      typeNames: { real: account, proxy: account, call_hash: hash },
    },
    ProxyAdded: delegationEvent(4),
    ProxyRemoved: delegationEvent(5),
    DepositPoked: {
      index: 6,
      fields: { who: accountId, kind: depositKind, old_deposit: u64, new_deposit: u64 },
      typeNames: { who: account, kind: "DepositKind", old_deposit: balance, new_deposit: balance },
    },
    RealPaysFeeSet: {
      index: 7,
      fields: { real: accountId, delegate: accountId, pays_fee: bool },
      typeNames: { real: account, delegate: account, pays_fee: "bool" },
    },
  },
  errors: {
    TooMany: 0,
    NotFound: 1,
    NotProxy: 2,
    Unproxyable: 3,
    Duplicate: 4,
    NoPermission: 5,
    Unannounced: 6,
    NoSelfProxy: 7,
    AnnouncementDepositInvariantViolated: 8,
    InvalidDerivedAccountId: 9,
  },
  constants: {
    ProxyDepositBase: { type: u64, value: 60_000_000n },
    ProxyDepositFactor: { type: u64, value: 33_000_000n },
    MaxProxies: { type: u32, value: MAX_PROXIES },
    MaxPending: { type: u32, value: MAX_PENDING },
    AnnouncementDepositBase: { type: u64, value: 36_000_000n },
    AnnouncementDepositFactor: { type: u64, value: 68_000_000n },
  },
});
