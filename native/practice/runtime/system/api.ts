import { compactNumber } from "@polkadot-api/substrate-bindings";
import { dispatchResult } from "../../frame/context.ts";
import { apiMethod, defineApi, type RuntimeApi } from "../../frame/runtime-api.ts";
import {
  type MetadataVersion,
  metadataVersions,
  type RuntimeServices,
} from "../../frame/runtime-services.ts";
import {
  TransactionRefused,
  transactionSource,
  transactionValidity,
  transactionValidityError,
} from "../../frame/validity.ts";
import { result } from "../../scale/substrate.ts";
import {
  accountId,
  bytes,
  concatenated,
  hash256,
  newtype,
  option,
  type ScaleType,
  u32,
  vec,
} from "../../scale/type.ts";
import { timestamp } from "../timestamp/pallet.ts";
import { system } from "./pallet.ts";
import { runtimeVersion } from "./types.ts";

const opaqueMetadata = newtype(["sp_core", "OpaqueMetadata"], bytes, "Vec<u8>");

/** An extrinsic with the length prefix that opaque arguments come without. */
export function withLength(opaque: Uint8Array): Uint8Array {
  return concatenated([compactNumber.enc(opaque.length), opaque]);
}

/** The value of `RuntimeVersion` for a runtime. */
export function versionValue(
  { version }: Pick<RuntimeServices, "version">,
  apis: [string, number][],
) {
  return {
    spec_name: version.specName,
    impl_name: version.implName,
    authoring_version: version.authoringVersion,
    spec_version: version.specVersion,
    impl_version: version.implVersion,
    apis,
    transaction_version: version.transactionVersion,
    system_version: version.systemVersion,
  };
}

function isMetadataVersion(version: number): version is MetadataVersion {
  return metadataVersions.some((known) => known === version);
}

const core = defineApi("Core", 5, {
  version: apiMethod({}, runtimeVersion, ({ runtime }) =>
    versionValue(runtime, runtime.apiVersions()),
  ),
});

const metadata = defineApi("Metadata", 2, {
  metadata: apiMethod({}, opaqueMetadata, ({ runtime }) => runtime.metadata(14)),
  metadata_at_version: apiMethod(
    { version: u32 },
    option(opaqueMetadata),
    ({ runtime }, { version }) =>
      isMetadataVersion(version) ? runtime.metadata(version) : undefined,
  ),
  metadata_versions: apiMethod({}, vec(u32), () => [...metadataVersions]),
});

const accountNonce = defineApi("AccountNonceApi", 1, {
  account_nonce: apiMethod(
    { account: accountId },
    u32,
    ({ state }, { account }) => system.storage.Account.get(state, account).nonce,
  ),
});

/** Runs `check`; a refused or unreadable transaction becomes the error that a runtime answers with. */
function refusalOf<T>(
  check: () => T,
): { type: "Ok"; value: T } | { type: "Err"; value: ReturnType<typeof invalid> } {
  try {
    return { type: "Ok", value: check() };
  } catch (error) {
    if (error instanceof TransactionRefused) return { type: "Err", value: invalid(error.error) };
    throw error;
  }
}

function invalid(error: TransactionRefused["error"]) {
  return { type: "Invalid" as const, value: error };
}

/** The APIs every Substrate runtime has, over this composition's extrinsic type. */
export function systemApis(extrinsic: ScaleType<Uint8Array>): RuntimeApi[] {
  const blockBuilder = defineApi("BlockBuilder", 6, {
    apply_extrinsic: apiMethod(
      { extrinsic },
      result(dispatchResult, transactionValidityError),
      ({ state, block, hash, runtime }, args) =>
        refusalOf(() => {
          const now = timestamp.storage.Now.get(state);
          const next = { number: block + 1, parentHash: hash, now, slot: 0n };
          const building = runtime.initializeBlock(state, next);
          const { outcome } = runtime.applyExtrinsic(building, withLength(args.extrinsic));
          return outcome.ok
            ? { type: "Ok" as const, value: undefined }
            : { type: "Err" as const, value: outcome.error };
        }),
    ),
  });
  const queue = defineApi("TaggedTransactionQueue", 3, {
    validate_transaction: apiMethod(
      { source: transactionSource, tx: extrinsic, block_hash: hash256 },
      transactionValidity,
      ({ state, block, runtime }, { tx, block_hash }) =>
        refusalOf(() => {
          const next = { number: block + 1, parentHash: block_hash };
          const { priority, requires, provides, longevity } = runtime.validate(
            state,
            withLength(tx),
            next,
          );
          return {
            priority,
            requires: [...requires],
            provides: [...provides],
            longevity,
            propagate: true,
          };
        }),
    ),
  });
  return [core, metadata, blockBuilder, queue, accountNonce];
}
