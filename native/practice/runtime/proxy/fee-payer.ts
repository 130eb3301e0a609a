import type { RuntimeCall } from "../../frame/context.ts";
import type { State } from "../../frame/state.ts";
import { batchedCalls } from "../utility/nesting.ts";
import { proxy } from "./pallet.ts";

interface Proxied {
  readonly real: string;
  readonly call: RuntimeCall;
}

/**
 * Who pays for a signed call: the signer, unless accounts that it acts for agreed to (`set_real_pays_fee`). Followed two
 * levels deep, through a proxy call inside or a batch of proxy calls for one and the same account.
 * Source: transaction_payment_wrapper.rs of subtensor.
 */
export function feePayer(state: State, signer: string, call: RuntimeCall): string {
  const outer = agreed(state, signer, call);
  if (!outer) return signer;
  return innerPayer(state, outer) ?? outer.real;
}

function innerPayer(state: State, { real, call }: Proxied): string | undefined {
  const direct = agreed(state, real, call);
  if (direct) return direct.real;
  const calls = batchedCalls(call);
  if (!calls) return undefined;
  const payers = new Set(calls.map((one) => agreed(state, real, one)?.real));
  return payers.size === 1 ? [...payers][0] : undefined;
}

/** The proxy call's account and inner call, where that account pays for the delegate. */
function agreed(state: State, delegate: string, call: RuntimeCall): Proxied | undefined {
  if (call.type !== "Proxy" || call.value.type !== "proxy") return undefined;
  const args = call.value.value as {
    real: { type: string; value?: unknown };
    call: RuntimeCall;
  };
  if (args.real.type !== "Id") return undefined;
  const real = String(args.real.value);
  const pays = proxy.storage.RealPaysFee.has(state, real, delegate);
  return pays ? { real, call: args.call } : undefined;
}
