import { Blake2256 } from "@polkadot-api/substrate-bindings";
import {
  type DispatchContext,
  ensureSigned,
  lookup,
  type RuntimeCall,
} from "../../frame/context.ts";
import { hexOf } from "../../frame/hasher.ts";
import { implement } from "../../frame/pallet.ts";
import { reserve, unreserve } from "../balances/reserve.ts";
import { runtimeCall } from "../runtime-call.ts";
import { announce, announcementDeposit, endAnnouncements } from "./announcements.ts";
import {
  addProxy,
  adjustDeposit,
  findProxy,
  proxyDeposit,
  removeAllProxies,
  removeProxy,
} from "./delegates.ts";
import { proxyFilter } from "./filter.ts";
import { proxy } from "./pallet.ts";
import { pureAccount } from "./pure-account.ts";
import type { ProxyDefinition } from "./types.ts";
import { proxyViews } from "./views.ts";

const { Announcements, LastCallResult, Proxies, RealPaysFee } = proxy.storage;

/** Runs a call for the real account, within the proxy's rights. Its failure is told in the event. */
function act(
  context: DispatchContext,
  { proxy_type }: ProxyDefinition,
  real: string,
  call: RuntimeCall,
): void {
  const filter = proxyFilter(proxy_type.type);
  const outcome = context.dispatch(call, { kind: "signed", account: real, filter });
  const result = outcome.ok
    ? { type: "Ok" as const, value: undefined }
    : { type: "Err" as const, value: outcome.error };
  LastCallResult.put(context.state, real, result);
  context.deposit(proxy.event.ProxyExecuted({ result }));
}

function pokeProxies(context: DispatchContext, who: string): void {
  const [proxies, old] = Proxies.get(context.state, who);
  const wanted = proxyDeposit(proxies.length);
  adjustDeposit(context, who, old, wanted);
  if (wanted === old) return;
  if (proxies.length > 0) Proxies.put(context.state, who, [proxies, wanted]);
  else Proxies.remove(context.state, who);
  const kind = { type: "Proxies" } as const;
  context.deposit(proxy.event.DepositPoked({ who, kind, old_deposit: old, new_deposit: wanted }));
  context.spent({ pays: false });
}

function pokeAnnouncements(context: DispatchContext, who: string): void {
  const [pending, old] = Announcements.get(context.state, who);
  const wanted = announcementDeposit(pending.length);
  adjustDeposit(context, who, old, wanted);
  if (wanted === old) return;
  if (pending.length > 0) Announcements.put(context.state, who, [pending, wanted]);
  else Announcements.remove(context.state, who);
  const kind = { type: "Announcements" } as const;
  context.deposit(proxy.event.DepositPoked({ who, kind, old_deposit: old, new_deposit: wanted }));
  context.spent({ pays: false });
}

/** What the Proxy calls do: pallets/proxy of subtensor. */
export const proxyModule = implement(
  proxy,
  {
    proxy(context, { real, force_proxy_type, call }) {
      const who = ensureSigned(context);
      const account = lookup(real);
      const found = findProxy(context.state, account, who, force_proxy_type?.type);
      if (found.delay !== 0) proxy.fail("Unannounced");
      act(context, found, account, call);
    },
    add_proxy(context, { delegate, proxy_type, delay }) {
      addProxy(context, ensureSigned(context), lookup(delegate), proxy_type.type, delay);
    },
    remove_proxy(context, { delegate, proxy_type, delay }) {
      removeProxy(context, ensureSigned(context), lookup(delegate), proxy_type.type, delay);
    },
    remove_proxies(context) {
      removeAllProxies(context, ensureSigned(context));
    },
    create_pure(context, { proxy_type, delay, index }) {
      const who = ensureSigned(context);
      const { state, block, extrinsicIndex = 0 } = context;
      const { type } = proxy_type;
      const pure = pureAccount({ spawner: who, block, extrinsicIndex, type, index });
      if (Proxies.has(state, pure)) proxy.fail("Duplicate");
      const deposit = proxyDeposit(1);
      reserve(context, who, deposit);
      Proxies.put(state, pure, [[{ delegate: who, proxy_type, delay }], deposit]);
      context.deposit(
        proxy.event.PureCreated({ pure, who, proxy_type, disambiguation_index: index }),
      );
    },
    kill_pure(context, { spawner, proxy_type, index, height, ext_index }) {
      const who = ensureSigned(context);
      const creator = lookup(spawner);
      const { type } = proxy_type;
      const created = { block: height, extrinsicIndex: ext_index };
      const pure = pureAccount({ spawner: creator, ...created, type, index });
      if (pure !== who) proxy.fail("NoPermission");
      const [, deposit] = Proxies.get(context.state, who);
      Proxies.remove(context.state, who);
      unreserve(context, creator, deposit);
      context.deposit(
        proxy.event.PureKilled({ pure, spawner: creator, proxy_type, disambiguation_index: index }),
      );
    },
    announce(context, { real, call_hash }) {
      announce(context, ensureSigned(context), lookup(real), call_hash);
    },
    remove_announcement(context, { real, call_hash }) {
      const who = ensureSigned(context);
      const account = lookup(real);
      const ended = endAnnouncements(
        context,
        who,
        (one) => one.real === account && one.call_hash === call_hash,
      );
      if (!ended) proxy.fail("NotFound");
    },
    reject_announcement(context, { delegate, call_hash }) {
      const who = ensureSigned(context);
      const ended = endAnnouncements(
        context,
        lookup(delegate),
        (one) => one.real === who && one.call_hash === call_hash,
      );
      if (!ended) proxy.fail("NotFound");
    },
    proxy_announced(context, { delegate, real, force_proxy_type, call }) {
      ensureSigned(context);
      const actor = lookup(delegate);
      const account = lookup(real);
      const found = findProxy(context.state, account, actor, force_proxy_type?.type);
      const hash = `0x${hexOf(Blake2256(runtimeCall.type.codec.enc(call)))}`;
      const ripe = endAnnouncements(
        context,
        actor,
        (one) =>
          one.real === account &&
          one.call_hash === hash &&
          context.block - one.height >= found.delay,
      );
      if (!ripe) proxy.fail("Unannounced");
      act(context, found, account, call);
    },
    poke_deposit(context) {
      const who = ensureSigned(context);
      pokeProxies(context, who);
      pokeAnnouncements(context, who);
    },
    set_real_pays_fee(context, { delegate, pays_fee }) {
      const real = ensureSigned(context);
      const actor = lookup(delegate);
      findProxy(context.state, real, actor, undefined);
      if (pays_fee) RealPaysFee.put(context.state, real, actor, undefined);
      else RealPaysFee.remove(context.state, real, actor);
      context.deposit(proxy.event.RealPaysFeeSet({ real, delegate: actor, pays_fee }));
    },
  },
  {
    // Results are there for other calls of the same block to read.
    onFinalize: ({ state }) => LastCallResult.clear(state),
  },
  proxyViews,
);
