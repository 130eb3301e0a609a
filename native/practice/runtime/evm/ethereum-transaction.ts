import {
  bool,
  bytes,
  hash256,
  newtype,
  type ScaleType,
  struct,
  u64,
  vec,
} from "../../scale/type.ts";
import { type CaseSpec, variant } from "../../scale/variant.ts";
import { h160, u256 } from "./types.ts";

/** A field's type with its name in Rust. */
type Field = readonly [type: ScaleType, rust: string];

const path = (...rest: string[]) => ["ethereum", "transaction", ...rest];

function record(at: readonly string[], fields: Readonly<Record<string, Field>>): ScaleType {
  const entries = Object.entries(fields);
  return struct(
    at,
    Object.fromEntries(entries.map(([name, [type]]) => [name, type])),
    Object.fromEntries(entries.map(([name, [, rust]]) => [name, rust])),
  );
}

const number: Field = [u256, "U256"];
const chain: Field = [u64, "u64"];
const data: Field = [bytes, "Bytes"];
const point = { r: [hash256, "H256"], s: [hash256, "H256"] } as const;
const parity = { odd_y_parity: [bool, "bool"], ...point } as const;
const tips = { max_priority_fee_per_gas: number, max_fee_per_gas: number };

const action: Field = [
  variant(path("legacy", "TransactionAction"), {
    Call: { index: 0, fields: [h160], typeNames: ["H160"] },
    Create: { index: 1 },
  }),
  "TransactionAction",
];
const recovery: Field = [
  newtype(path("legacy", "TransactionRecoveryId"), u64, "u64"),
  "TransactionRecoveryId",
];
const oldSignature: Field = [
  record(path("legacy", "TransactionSignature"), { v: recovery, ...point }),
  "TransactionSignature",
];
const signature: Field = [
  record(path("eip2930", "TransactionSignature"), parity),
  "TransactionSignature",
];
const malleable: Field = [
  record(path("eip2930", "MalleableTransactionSignature"), parity),
  "MalleableTransactionSignature",
];
const accessItem = record(path("eip2930", "AccessListItem"), {
  address: [h160, "Address"],
  storage_keys: [vec(hash256), "Vec<H256>"],
});
const access: Field = [vec(accessItem), "AccessList"];
const gas = { gas_limit: number, action, value: number, input: data };

/** A list of accounts that let a contract's code act for them. Source: EIP-7702. */
export const authorizationList = vec(
  record(path("eip7702", "AuthorizationListItem"), {
    chain_id: chain,
    address: [h160, "Address"],
    nonce: number,
    signature: malleable,
  }),
);

const kind = (index: number, name: string, type: ScaleType): CaseSpec => ({
  index,
  fields: [type],
  typeNames: [name],
});

/** `ethereum::TransactionV3`: a transaction as Ethereum's wallets sign it. */
export const ethereumTransaction = variant(path("TransactionV3"), {
  Legacy: kind(
    0,
    "LegacyTransaction",
    record(path("legacy", "LegacyTransaction"), {
      nonce: number,
      gas_price: number,
      ...gas,
      signature: oldSignature,
    }),
  ),
  EIP2930: kind(
    1,
    "EIP2930Transaction",
    record(path("eip2930", "EIP2930Transaction"), {
      chain_id: chain,
      nonce: number,
      gas_price: number,
      ...gas,
      access_list: access,
      signature,
    }),
  ),
  EIP1559: kind(
    2,
    "EIP1559Transaction",
    record(path("eip1559", "EIP1559Transaction"), {
      chain_id: chain,
      nonce: number,
      ...tips,
      ...gas,
      access_list: access,
      signature,
    }),
  ),
  EIP7702: kind(
    3,
    "EIP7702Transaction",
    record(path("eip7702", "EIP7702Transaction"), {
      chain_id: chain,
      nonce: number,
      ...tips,
      gas_limit: number,
      destination: action,
      value: number,
      data,
      access_list: access,
      authorization_list: [authorizationList, "AuthorizationList"],
      signature,
    }),
  ),
});
