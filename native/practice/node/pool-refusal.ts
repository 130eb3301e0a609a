import { type InvalidTransaction, refusalText } from "../frame/validity.ts";

/** Why the pool did not take a transaction. */
export type PoolRefusal =
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "invalid"; readonly error: InvalidTransaction }
  | { readonly kind: "banned" }
  | { readonly kind: "already-imported"; readonly hash: string }
  | { readonly kind: "too-low-priority"; readonly old: bigint; readonly new: bigint }
  | { readonly kind: "full" };

/** Thrown by the pool for a transaction it does not take. */
export class PoolRefused extends Error {
  readonly refusal: PoolRefusal;

  constructor(refusal: PoolRefusal) {
    super(rpcError(refusal).message);
    this.name = "PoolRefused";
    this.refusal = refusal;
  }
}

/** The refusal as a Substrate node answers it over JSON-RPC; clients match on these codes and texts. */
export function rpcError(refusal: PoolRefusal): { code: number; message: string; data?: string } {
  switch (refusal.kind) {
    case "unreadable":
      return { code: 1001, message: `Extrinsic has invalid format: ${refusal.reason}` };
    case "invalid":
      return { code: 1010, message: "Invalid Transaction", data: refusalText(refusal.error) };
    case "banned":
      return { code: 1012, message: "Transaction is temporarily banned" };
    case "already-imported":
      return { code: 1013, message: "Transaction Already Imported", data: `"${refusal.hash}"` };
    case "too-low-priority":
      return {
        code: 1014,
        message: `Priority is too low: (${refusal.old} vs ${refusal.new})`,
        data: "The transaction has too low priority to replace another transaction already in the pool.",
      };
    case "full":
      return {
        code: 1016,
        message: "Immediately Dropped",
        data: "The transaction couldn't enter the pool because of the limit",
      };
    default:
      return refusal satisfies never;
  }
}
