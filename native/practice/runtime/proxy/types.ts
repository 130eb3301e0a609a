import { accountId, hash256, struct, u32, type ValueOf } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";

/** What a proxy may do for the account it acts for. The order is the order of proxies in storage. */
export const proxyType = variant(["subtensor_runtime_common", "ProxyType"], {
  Any: { index: 0 },
  Owner: { index: 1 },
  NonCritical: { index: 2 },
  NonTransfer: { index: 3 },
  Senate: { index: 4 },
  NonFungible: { index: 5 },
  Triumvirate: { index: 6 },
  Governance: { index: 7 },
  Staking: { index: 8 },
  Registration: { index: 9 },
  Transfer: { index: 10 },
  SmallTransfer: { index: 11 },
  RootWeights: { index: 12 },
  ChildKeys: { index: 13 },
  SudoUncheckedSetCode: { index: 14 },
  SwapHotkey: { index: 15 },
  SubnetLeaseBeneficiary: { index: 16 },
  RootClaim: { index: 17 },
});

/** A proxy type by its name. */
export type ProxyType = ValueOf<typeof proxyType>["type"];

/** The proxy types in the order of their indices. */
export const PROXY_TYPES: readonly ProxyType[] = [
  "Any",
  "Owner",
  "NonCritical",
  "NonTransfer",
  "Senate",
  "NonFungible",
  "Triumvirate",
  "Governance",
  "Staking",
  "Registration",
  "Transfer",
  "SmallTransfer",
  "RootWeights",
  "ChildKeys",
  "SudoUncheckedSetCode",
  "SwapHotkey",
  "SubnetLeaseBeneficiary",
  "RootClaim",
];

/** One delegate of an account: what it may do, and for how many blocks it must announce that. */
export const proxyDefinition = struct(
  ["pallet_subtensor_proxy", "ProxyDefinition"],
  { delegate: accountId, proxy_type: proxyType, delay: u32 },
  { delegate: "AccountId", proxy_type: "ProxyType", delay: "BlockNumber" },
  [
    { name: "AccountId", type: accountId.shape },
    { name: "ProxyType", type: proxyType.shape },
    { name: "BlockNumber", type: u32.shape },
  ],
);
export type ProxyDefinition = ValueOf<typeof proxyDefinition>;

/** A call that a delegate announced, by the blake2-256 of its SCALE. */
export const announcement = struct(
  ["pallet_subtensor_proxy", "Announcement"],
  { real: accountId, call_hash: hash256, height: u32 },
  { real: "AccountId", call_hash: "Hash", height: "BlockNumber" },
  [
    { name: "AccountId", type: accountId.shape },
    { name: "Hash", type: hash256.shape },
    { name: "BlockNumber", type: u32.shape },
  ],
);
export type Announcement = ValueOf<typeof announcement>;

/** Which of an account's two deposits changed. */
export const depositKind = variant(["pallet_subtensor_proxy", "DepositKind"], {
  Proxies: { index: 0 },
  Announcements: { index: 1 },
});
