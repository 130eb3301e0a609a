import { storageDoubleMap, storageMap, storageValue } from "../../frame/storage.ts";
import { bool, bytes, hash256, option, struct, tuple, u64, vec } from "../../scale/type.ts";
import { type ClosedCall, closedModule } from "../closed.ts";
import { authorizationList } from "./ethereum-transaction.ts";
import { h160, u256 } from "./types.ts";

const codeMetadata = struct(
  ["pallet_evm", "CodeMetadata"],
  { size: u64, hash: hash256 },
  { size: "u64", hash: "H256" },
);

/** What every run of code is asked with, after its own arguments. */
const gas: ClosedCall["args"] = {
  value: [u256, "U256"],
  gas_limit: [u64, "u64"],
  max_fee_per_gas: [u256, "U256"],
  max_priority_fee_per_gas: [option(u256), "Option<U256>"],
  nonce: [option(u256), "Option<U256>"],
  access_list: [vec(tuple(h160, vec(hash256))), "Vec<(H160, Vec<H256>)>"],
  authorization_list: [authorizationList, "AuthorizationList"],
};
const source: ClosedCall["args"] = { source: [h160, "H160"] };
const init: ClosedCall["args"] = { init: [bytes, "Vec<u8>"] };

/** Pallet 22: Ethereum's virtual machine, which this network does not have. */
export const evmModule = closedModule({
  name: "EVM",
  index: 22,
  path: ["pallet_evm", "pallet"],
  storage: {
    AccountCodes: storageMap(["Blake2_128Concat", h160], bytes),
    AccountCodesMetadata: storageMap(["Blake2_128Concat", h160], codeMetadata, { optional: true }),
    AccountStorages: storageDoubleMap(
      ["Blake2_128Concat", h160],
      ["Blake2_128Concat", hash256],
      hash256,
    ),
    WhitelistedCreators: storageValue(vec(h160)),
    DisableWhitelistCheck: storageValue(bool),
  },
  calls: {
    withdraw: {
      index: 0,
      args: { address: [h160, "H160"], value: [u64, "BalanceOf<T>"] },
      refusal: "WithdrawFailed",
    },
    call: {
      index: 1,
      args: { ...source, target: [h160, "H160"], input: [bytes, "Vec<u8>"], ...gas },
      refusal: "NotAllowed",
    },
    create: { index: 2, args: { ...source, ...init, ...gas }, refusal: "CreateOriginNotAllowed" },
    create2: {
      index: 3,
      args: { ...source, ...init, salt: [hash256, "H256"], ...gas },
      refusal: "CreateOriginNotAllowed",
    },
    set_whitelist: { index: 4, args: { new: [vec(h160), "Vec<H160>"] }, refusal: "NotAllowed" },
    disable_whitelist: { index: 5, args: { disabled: [bool, "bool"] }, refusal: "NotAllowed" },
  },
  errors: [
    "BalanceLow",
    "FeeOverflow",
    "PaymentOverflow",
    "WithdrawFailed",
    "GasPriceTooLow",
    "InvalidNonce",
    "GasLimitTooLow",
    "GasLimitTooHigh",
    "InvalidChainId",
    "InvalidSignature",
    "Reentrancy",
    "TransactionMustComeFromEOA",
    "Undefined",
    "NotAllowed",
    "CreateOriginNotAllowed",
  ],
});
