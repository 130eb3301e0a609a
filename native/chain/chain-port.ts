/** A call of the runtime by its metadata names; `args` in polkadot-api's value conventions (see docs/features/chain-client.md). */
export interface ChainCall {
  readonly pallet: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** Whoever signs: a hotkey at hand, or an unlocked coldkey in the signer process. */
export interface TransactionSigner {
  readonly address: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64-byte sr25519 signature over exactly these bytes. */
  sign(payload: Uint8Array): Promise<Uint8Array>;
}

/** One event of a block; `index` is its position in the block, `extrinsic` the one that emitted it. */
export interface ChainEvent {
  readonly index: number;
  readonly extrinsic?: number;
  readonly pallet: string;
  readonly name: string;
  readonly value: unknown;
}

/** A transaction that is in a block and succeeded. */
export interface Included {
  /** blake2b-256 of the signed extrinsic, 0x hex. */
  readonly hash: string;
  readonly blockHash: string;
  readonly block: number;
  readonly extrinsicIndex: number;
  /** Rao; 0 for fee-free calls. */
  readonly fee: bigint;
  /** The events of this transaction, in order. */
  readonly events: readonly ChainEvent[];
}

/** A block by number and hash (0x hex). */
export interface BlockRef {
  readonly number: number;
  readonly hash: string;
  readonly parent?: string;
}

/** What is known of the connection and the chain behind it. */
export interface ChainState {
  readonly connection: "connecting" | "connected" | "disconnected";
  readonly endpoint: string;
  readonly chain?: string;
  /** Hash of block 0. */
  readonly genesis?: string;
  readonly specVersion?: number;
  /** Newest block; `time` is its own timestamp in unix milliseconds. */
  readonly best?: BlockRef & { readonly time: number };
  readonly finalized?: BlockRef;
}

/** Which block a read is made at: the newest, the newest final, or one by its hash. */
export type At = "best" | "finalized" | (string & {});

/** A storage item, call, constant or runtime API method that a chain may or may not have. */
export interface ChainFeature {
  readonly pallet?: string;
  readonly call?: string;
  readonly item?: string;
  readonly api?: string;
  readonly method?: string;
}

/** How far a submitted transaction has come. */
export type SubmitProgress =
  | { readonly state: "pending"; readonly hash: string }
  | { readonly state: "in-block"; readonly hash: string; readonly block: BlockRef }
  | { readonly state: "reorged"; readonly hash: string }
  | { readonly state: "final"; readonly hash: string; readonly block: BlockRef };

/** How long to follow a submitted transaction, and who is told on the way. */
export interface SubmitOptions {
  /** When to resolve; default "in-block". */
  readonly until?: "in-block" | "final";
  /** Stops waiting with CANCELLED; what was sent stays sent. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SubmitProgress) => void;
}

/**
 * The one client of a chain. Every read and submission may throw CHAIN_UNREACHABLE; naming something that the runtime
 * does not have throws CHAIN_LACKS; reading a pruned block throws STATE_DISCARDED.
 */
export interface ChainClient {
  state(): ChainState;
  /** Called on every change of the state; returns the function that ends it, as all listeners do. */
  onState(listener: (state: ChainState) => void): () => void;
  /** Each newest block (one that is overtaken at once may be left out); after a reorganisation a number may come again with another hash. */
  onBest(listener: (block: BlockRef) => void): () => void;
  /** Each final block in order without gaps, also across a reconnection. */
  onFinalized(listener: (block: BlockRef) => void): () => void;
  /** Resolves once connected and verified. Throws WRONG_NETWORK or CANCELLED. */
  whenConnected(signal?: AbortSignal): Promise<void>;
  /** One storage value, or undefined where there is none and no default. Default at "best". */
  query(pallet: string, item: string, keys?: readonly unknown[], at?: At): Promise<unknown>;
  /** All entries of a map below a prefix of its keys; `keys` of each are complete. */
  entries(
    pallet: string,
    item: string,
    partialKeys?: readonly unknown[],
    at?: At,
  ): Promise<{ keys: unknown[]; value: unknown }[]>;
  /** A runtime API method. */
  api(name: string, method: string, args: readonly unknown[], at?: At): Promise<unknown>;
  /** A constant of the runtime. */
  constant(pallet: string, name: string): Promise<unknown>;
  /** Whether the runtime has the call, item, constant-free pallet, API or method. */
  has(feature: ChainFeature): Promise<boolean>;
  /** All events of any kept block. */
  events(blockHash: string): Promise<readonly ChainEvent[]>;
  /** Hash of the block with this number on the best chain; undefined beyond its end. */
  blockHash(number: number): Promise<string | undefined>;
  /** A block's timestamp, unix milliseconds. */
  blockTime(hash: string): Promise<number>;
  /**
   * Signs, sends and follows a call. Submissions of one key are put in order, so nonces never collide. Throws
   * TRANSACTION_REFUSED (never included), TRANSACTION_FAILED with `reason` "Pallet.Error" (included, failed),
   * SLIPPAGE_TOO_HIGH, BALANCE_TOO_LOW, CANCELLED.
   */
  submit(call: ChainCall, signer: TransactionSigner, options?: SubmitOptions): Promise<Included>;
  /** The fee in rao that the call would cost this address. */
  fee(call: ChainCall, address: string): Promise<bigint>;
  /** Ends the connection and every wait on it. */
  close(): Promise<void>;
}
