import { HearthError } from "../api/errors.ts";
import type { DispatchError } from "./events.ts";

/** A dispatch error in the words of the metadata: "SubtensorModule.NotEnoughStake", "Token.FundsUnavailable", "BadOrigin". */
export function dispatchErrorName({ type, value }: DispatchError): string {
  const inner = value as { type?: string; value?: { type?: string } } | undefined;
  if (type === "Module") return [inner?.type, inner?.value?.type].filter(Boolean).join(".");
  return inner?.type ? `${type}.${inner.type}` : type;
}

/** How runtimes say that an order's limit price was not met: before the trade, and by the pool itself. */
const BEYOND_LIMIT: ReadonlySet<string> = new Set([
  "SubtensorModule.SlippageTooHigh",
  "Swap.PriceLimitExceeded",
]);

/** The failure of an included transaction: SLIPPAGE_TOO_HIGH where it says so, else TRANSACTION_FAILED with its name. */
export function dispatchFailure(error: DispatchError): HearthError {
  const reason = dispatchErrorName(error);
  if (BEYOND_LIMIT.has(reason)) return new HearthError("SLIPPAGE_TOO_HIGH", { reason });
  return new HearthError("TRANSACTION_FAILED", { reason });
}
