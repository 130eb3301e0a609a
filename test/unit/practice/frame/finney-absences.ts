import type { UnifiedMetadata } from "@polkadot-api/substrate-bindings";

/** Entries of finney's metadata that the practice network does not declare, and why not. */
export interface Absence {
  readonly why: string;
  /** `Pallet kind Name`, or `Api.method`. */
  readonly names: readonly string[];
}

const of = (where: string, names: string): string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `${where}${name}`);

/** All of them. What joins this list needs a reason, and one in docs/decisions/007; what is declared after all leaves it. */
export const absences: readonly Absence[] = [
  {
    why: "no virtual machine runs, so that its events never come",
    names: of("EVM event ", "Log Created CreatedFailed Executed ExecutedFailed"),
  },
  {
    why: "no transaction of Ethereum's is taken, so that there are no blocks of them",
    names: [
      "Ethereum event Executed",
      ...of(
        "Ethereum storage ",
        "Pending CounterForPending CurrentBlock CurrentReceipts CurrentTransactionStatuses BlockHash",
      ),
    ],
  },
  {
    why: "there are no contracts: nothing is stored for them, no limits are theirs and their events never come",
    names: [
      ...of(
        "Contracts storage ",
        "PristineCode CodeInfoOf Nonce ContractInfoOf DeletionQueue DeletionQueueCounter MigrationInProgress",
      ),
      ...of(
        "Contracts event ",
        `Instantiated Terminated CodeStored ContractEmitted CodeRemoved ContractCodeUpdated Called DelegateCalled
         StorageDepositTransferredAndHeld StorageDepositTransferredAndReleased`,
      ),
      ...of(
        "Contracts constant ",
        `Schedule DepositPerByte DefaultDepositLimit DepositPerItem CodeHashLockupDepositPercent MaxCodeLen
         MaxStorageKeyLen MaxTransientStorageSize MaxDelegateDependencies UnsafeUnstableInterface MaxDebugBufferLen
         Environment ApiVersion`,
      ),
    ],
  },
  {
    why: "limit orders are switched off for good",
    names: [
      "LimitOrders storage HasMigrationRun",
      ...of(
        "LimitOrders event ",
        "OrderExecuted OrderSkipped OrderCancelled GroupExecutionSummary LimitOrdersPalletStatusChanged",
      ),
      ...of("LimitOrders constant ", "MaxOrdersPerBatch PalletId PalletHotkey"),
    ],
  },
  {
    why: "no virtual machine and no contracts to be asked",
    names: [
      ...of(
        "EthereumRuntimeRPCApi.",
        `chain_id account_basic gas_price account_code_at author storage_at call create current_block current_receipts
         current_transaction_statuses current_all extrinsic_filter elasticity gas_limit_multiplier_support
         pending_block initialize_pending_block`,
      ),
      "ConvertTransactionRuntimeApi.convert_transaction",
      ...of("ContractsApi.", "call instantiate upload_code get_storage"),
    ],
  },
  {
    why: "a node asks its runtime these to make and check blocks; here the program does so itself, with a state root of its own kind",
    names: [
      ...of("Core.", "execute_block initialize_block"),
      ...of("BlockBuilder.", "finalize_block inherent_extrinsics check_inherents"),
    ],
  },
  {
    why: "the node keeps no keys, and would have to make some",
    names: ["SessionKeys.generate_session_keys"],
  },
];

/** What `theirs` declares and `ours` does not, named as in {@link absences}. */
export function missing(ours: UnifiedMetadata, theirs: UnifiedMetadata): string[] {
  const declared = new Set(entries(ours));
  return entries(theirs).filter((name) => !declared.has(name));
}

/** Every entry that a metadata declares: pallets, what is in them, the APIs' methods, and the reasons to hold and freeze. */
function entries(metadata: UnifiedMetadata): string[] {
  const cases = (type: number | undefined): string[] => {
    const def = type === undefined ? undefined : metadata.lookup[type]?.def;
    return def?.tag === "variant" ? def.value.map(({ name }) => name) : [];
  };
  const pallets = metadata.pallets.flatMap((pallet) => {
    const inside: Readonly<Record<string, readonly string[]>> = {
      storage: (pallet.storage?.items ?? []).map(({ name }) => name),
      call: cases(pallet.calls?.type),
      event: cases(pallet.events?.type),
      error: cases(pallet.errors?.type),
      constant: pallet.constants.map(({ name }) => name),
      "associated type": pallet.associatedTypes.map(({ name }) => name),
      view: pallet.viewFns.map(({ name }) => name),
    };
    const named = Object.entries(inside).flatMap(([kind, names]) =>
      names.map((name) => `${pallet.name} ${kind} ${name}`),
    );
    return [`${pallet.name} pallet`, ...named];
  });
  const reasons = metadata.lookup
    .filter(({ path }) => /^Runtime(Hold|Freeze)Reason$/.test(path.at(-1) ?? ""))
    .flatMap(({ id, path }) => cases(id).map((name) => `${path.at(-1)} case ${name}`));
  const methods = metadata.apis.flatMap((api) =>
    api.methods.map((method) => `${api.name}.${method.name}`),
  );
  return [...pallets, ...reasons, ...methods];
}
