import { HearthError } from "../api/errors.ts";
import type { DispatchError } from "./events.ts";

/** A dispatch error in the words of the metadata: "SubtensorModule.NotEnoughStake", "Token.FundsUnavailable", "BadOrigin". */
export function dispatchErrorName({ type, value }: DispatchError): string {
  const inner = value as { type?: string; value?: { type?: string } } | undefined;
  if (type === "Module") return [inner?.type, inner?.value?.type].filter(Boolean).join(".");
  return inner?.type ? `${type}.${inner.type}` : type;
}

/** The failure of an included transaction: SLIPPAGE_TOO_HIGH where it says so, else TRANSACTION_FAILED with its name. */
export function dispatchFailure(error: DispatchError): HearthError {
  const reason = dispatchErrorName(error);
  if (reason === "SubtensorModule.SlippageTooHigh") {
    return new HearthError("SLIPPAGE_TOO_HIGH", { reason });
  }
  return new HearthError("TRANSACTION_FAILED", { reason });
}
