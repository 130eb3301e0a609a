import { result } from "../scale/substrate.ts";
import { bool, bytes, struct, u8, u64, vec } from "../scale/type.ts";
import { type VariantValue, variant } from "../scale/variant.ts";

const invalidCases = {
  Call: { index: 0 },
  Payment: { index: 1 },
  Future: { index: 2 },
  Stale: { index: 3 },
  BadProof: { index: 4 },
  AncientBirthBlock: { index: 5 },
  ExhaustsResources: { index: 6 },
  Custom: { index: 7, fields: [u8], typeNames: ["u8"] },
  BadMandatory: { index: 8 },
  MandatoryValidation: { index: 9 },
  BadSigner: { index: 10 },
  IndeterminateImplicit: { index: 11 },
  UnknownOrigin: { index: 12 },
} as const;
const unknownCases = {
  CannotLookup: { index: 0 },
  NoUnsignedValidator: { index: 1 },
  Custom: { index: 2, fields: [u8], typeNames: ["u8"] },
} as const;
const errorPath = ["sp_runtime", "transaction_validity"] as const;

/** Why a transaction can be in no block, as polkadot's runtimes say it. */
export type InvalidTransaction = VariantValue<typeof invalidCases>;

const errorCases = {
  Invalid: {
    index: 0,
    fields: [variant([...errorPath, "InvalidTransaction"], invalidCases)],
    typeNames: ["InvalidTransaction"],
  },
  Unknown: {
    index: 1,
    fields: [variant([...errorPath, "UnknownTransaction"], unknownCases)],
    typeNames: ["UnknownTransaction"],
  },
} as const;

/** `TransactionValidityError`. */
export const transactionValidityError = variant(
  [...errorPath, "TransactionValidityError"],
  errorCases,
);
/** A `TransactionValidityError` decoded: its case by name, with what the case carries. */
export type TransactionValidityError = VariantValue<typeof errorCases>;

/** `ValidTransaction`. */
export const validTransaction = struct(
  [...errorPath, "ValidTransaction"],
  { priority: u64, requires: vec(bytes), provides: vec(bytes), longevity: u64, propagate: bool },
  {
    priority: "TransactionPriority",
    requires: "Vec<TransactionTag>",
    provides: "Vec<TransactionTag>",
    longevity: "TransactionLongevity",
    propagate: "bool",
  },
);

/** `TransactionValidity`, the answer of TaggedTransactionQueue_validate_transaction. */
export const transactionValidity = result(validTransaction, transactionValidityError);

/** `TransactionSource`. */
export const transactionSource = variant([...errorPath, "TransactionSource"], {
  InBlock: { index: 0 },
  Local: { index: 1 },
  External: { index: 2 },
});

/** Thrown while a transaction is checked: it must not enter a block, and pays nothing. */
export class TransactionRefused extends Error {
  readonly error: InvalidTransaction;

  constructor(error: InvalidTransaction) {
    super(refusalText(error));
    this.name = "TransactionRefused";
    this.error = error;
  }
}

/** The text a Substrate node gives for an invalid transaction, which clients match on. */
export function refusalText(error: InvalidTransaction): string {
  switch (error.type) {
    case "Call":
      return "Transaction call is not expected";
    case "Payment":
      return "Inability to pay some fees (e.g. account balance too low)";
    case "Future":
      return "Transaction will be valid in the future";
    case "Stale":
      return "Transaction is outdated";
    case "BadProof":
      return "Transaction has a bad signature";
    case "AncientBirthBlock":
      return "Transaction has an ancient birth block";
    case "ExhaustsResources":
      return "Transaction would exhaust the block limits";
    case "Custom":
      return `Custom error: ${error.value}`;
    case "BadMandatory":
      return "A call was labelled as mandatory, but resulted in an Error.";
    case "MandatoryValidation":
      return "Transaction dispatch is mandatory; transactions must not be validated.";
    case "BadSigner":
      return "Invalid signing address";
    case "IndeterminateImplicit":
      return "The implicit data was unable to be calculated";
    case "UnknownOrigin":
      return "The transaction extension did not authorize any origin";
    default:
      return error satisfies never;
  }
}
