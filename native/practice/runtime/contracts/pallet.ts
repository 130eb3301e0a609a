import type { Deprecation } from "../../frame/deprecation.ts";
import { multiAddress, weight } from "../../scale/substrate.ts";
import { bytes, compact, hash256, option, u64 } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import { type ClosedCall, closedModule } from "../closed.ts";

type Args = ClosedCall["args"];

const determinism = variant(["pallet_contracts", "wasm", "Determinism"], {
  Enforced: { index: 0 },
  Relaxed: { index: 1 },
});
const dest: Args = { dest: [multiAddress, "AccountIdLookupOf<T>"] };
const value: Args = { value: [compact(u64), "BalanceOf<T>"] };
const limit: Args = {
  storage_deposit_limit: [
    option(compact(u64)),
    "Option<<BalanceOf<T> as codec::HasCompact>::Type>",
  ],
};
const oldGas: Args = { gas_limit: [compact(u64), "OldWeight"], ...limit };
const gas: Args = { gas_limit: [weight, "Weight"], ...limit };
const data: Args = { data: [bytes, "Vec<u8>"] };
const code: Args = { code: [bytes, "Vec<u8>"] };
const codeHash: Args = { code_hash: [hash256, "CodeHash<T>"] };
const salt: Args = { salt: [bytes, "Vec<u8>"] };

function oldWeight(instead: string): Deprecation {
  return { note: `1D weight is used in this extrinsic, please migrate to \`${instead}\`` };
}

/** Pallet 29: contracts of WebAssembly, of which this network has none and takes none. */
export const contractsModule = closedModule({
  name: "Contracts",
  index: 29,
  path: ["pallet_contracts", "pallet"],
  calls: {
    call_old_weight: {
      index: 0,
      args: { ...dest, ...value, ...oldGas, ...data },
      refusal: "ContractNotFound",
      deprecated: oldWeight("call"),
    },
    instantiate_with_code_old_weight: {
      index: 1,
      args: { ...value, ...oldGas, ...code, ...data, ...salt },
      refusal: "CodeRejected",
      deprecated: oldWeight("instantiate_with_code"),
    },
    instantiate_old_weight: {
      index: 2,
      args: { ...value, ...oldGas, ...codeHash, ...data, ...salt },
      refusal: "CodeNotFound",
      deprecated: oldWeight("instantiate"),
    },
    upload_code: {
      index: 3,
      args: { ...code, ...limit, determinism: [determinism, "Determinism"] },
      refusal: "CodeRejected",
    },
    remove_code: { index: 4, args: codeHash, refusal: "CodeNotFound" },
    set_code: { index: 5, args: { ...dest, ...codeHash }, refusal: "ContractNotFound" },
    call: {
      index: 6,
      args: { ...dest, ...value, ...gas, ...data },
      refusal: "ContractNotFound",
    },
    instantiate_with_code: {
      index: 7,
      args: { ...value, ...gas, ...code, ...data, ...salt },
      refusal: "CodeRejected",
    },
    instantiate: {
      index: 8,
      args: { ...value, ...gas, ...codeHash, ...data, ...salt },
      refusal: "CodeNotFound",
    },
    migrate: {
      index: 9,
      args: { weight_limit: [weight, "Weight"] },
      refusal: "NoMigrationPerformed",
    },
  },
  errors: [
    "InvalidSchedule",
    "InvalidCallFlags",
    "OutOfGas",
    "OutputBufferTooSmall",
    "TransferFailed",
    "MaxCallDepthReached",
    "ContractNotFound",
    "CodeTooLarge",
    "CodeNotFound",
    "CodeInfoNotFound",
    "OutOfBounds",
    "DecodingFailed",
    "ContractTrapped",
    "ValueTooLarge",
    "TerminatedWhileReentrant",
    "InputForwarded",
    "RandomSubjectTooLong",
    "TooManyTopics",
    "NoChainExtension",
    "XCMDecodeFailed",
    "DuplicateContract",
    "TerminatedInConstructor",
    "ReentranceDenied",
    "StateChangeDenied",
    "StorageDepositNotEnoughFunds",
    "StorageDepositLimitExhausted",
    "CodeInUse",
    "ContractReverted",
    "CodeRejected",
    "Indeterministic",
    "MigrationInProgress",
    "NoMigrationPerformed",
    "MaxDelegateDependenciesReached",
    "DelegateDependencyNotFound",
    "DelegateDependencyAlreadyExists",
    "CannotAddSelfAsDelegateDependency",
    "OutOfTransientStorage",
  ],
});
