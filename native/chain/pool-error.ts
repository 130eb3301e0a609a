import { HearthError } from "../api/errors.ts";

/** Names of "Custom error: N" in the order of N. Source: §3.7, common/src/transaction_error.rs. */
const CUSTOM_ERRORS = [
  "ColdkeyInSwapSchedule",
  "StakeAmountTooLow",
  "BalanceTooLow",
  "SubnetNotExists",
  "HotkeyAccountDoesntExist",
  "NotEnoughStakeToWithdraw",
  "RateLimitExceeded",
  "InsufficientLiquidity",
  "SlippageTooHigh",
  "TransferDisallowed",
  "HotKeyNotRegisteredInNetwork",
  "InvalidIpAddress",
  "ServingRateLimitExceeded",
  "InvalidPort",
  "ZeroMaxAmount",
  "InvalidRevealRound",
  "CommitNotFound",
  "CommitBlockNotInRevealRange",
  "InputLengthsUnequal",
  "UidNotFound",
  "EvmKeyAssociateRateLimitExceeded",
  "ColdkeySwapDisputed",
  "InvalidRealAccount",
  "FailedShieldedTxParsing",
  "InvalidShieldedTxPubKeyHash",
  "NonAssociatedColdKey",
  "DelegateTakeTooLow",
  "DelegateTakeTooHigh",
] as const;

/** What the transaction pool said to a submission. */
export type PoolVerdict =
  /** The pool has it already: as good as accepted. */
  | { readonly kind: "known" }
  /** Its nonce was taken meanwhile: sign again with the next one. */
  | { readonly kind: "stale" }
  /** The signer cannot pay the fee. */
  | { readonly kind: "unpayable" }
  | { readonly kind: "refused"; readonly error: HearthError };

/** The error part of a JSON-RPC answer. */
export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** The name of "Custom error: N", or undefined where the text is none or N is unknown. */
export function customErrorName(text: string): string | undefined {
  const number = /Custom error: (\d+)/.exec(text)?.[1];
  if (number === undefined) return undefined;
  return number === "255" ? "BadRequest" : CUSTOM_ERRORS[Number(number)];
}

/** Reads the pool's answer: code 1010 and a text in `data`, 1012 banned, 1013 already imported, 1014 priority too low. */
export function poolVerdict({ code, message, data }: RpcFailure): PoolVerdict {
  const text = typeof data === "string" ? data : message;
  if (code === 1013) return { kind: "known" };
  if (code === 1014 || /outdated|stale/i.test(text)) return { kind: "stale" };
  if (/pay some fees/i.test(text)) return { kind: "unpayable" };
  const reason = customErrorName(text) ?? text;
  const slippage = reason === "SlippageTooHigh";
  return {
    kind: "refused",
    error: new HearthError(slippage ? "SLIPPAGE_TOO_HIGH" : "TRANSACTION_REFUSED", { reason }),
  };
}
