import type { Block } from "../block.ts";
import type { BlockRef, Chain } from "../chain.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { optionalHash } from "./params.ts";
import { runtimeSpec } from "./services.ts";

/** Blocks one follow may keep pinned; polkadot-sdk has 512 for all follows together. */
const MOST_PINNED = 1024;
/** Work that may go on at once in one follow, as polkadot-sdk's MAX_ONGOING_OPERATIONS. */
const MOST_OPERATIONS = 16;
/** Finalized blocks told of at the start, so that a client coming back finds the one it knew. */
const FIRST_FINALIZED = 16;

/** Work that a client has asked for: how much of the limit it takes, and how it goes on where it waits for the client. */
interface Operation {
  readonly weight: number;
  resume: (() => void) | undefined;
}

/** One chainHead_v1_follow: the blocks it has pinned, and the operations that go on. */
export class Follow {
  readonly #chain: Chain;
  readonly #notify: (event: unknown) => void;
  readonly #operations = new Map<string, Operation>();
  readonly #pinned = new Map<string, BlockRef>();
  readonly withRuntime: boolean;
  #count = 0;

  constructor(chain: Chain, withRuntime: boolean, notify: (event: unknown) => void) {
    this.#chain = chain;
    this.#notify = notify;
    this.withRuntime = withRuntime;
  }

  /** Tells of the finalized blocks and of the best one. */
  begin(): void {
    const { best, finalized, runtime } = this.#chain;
    const first = Math.max(0, finalized.number - FIRST_FINALIZED + 1);
    const hashes: string[] = [];
    for (let number = first; number <= finalized.number; number += 1) {
      const hash = this.#chain.hashAt(number);
      if (hash === undefined) continue;
      hashes.push(hash);
      this.#pinned.set(hash, { number, hash });
    }
    const spec = this.withRuntime ? { finalizedBlockRuntime: runtimeSpec(runtime) } : {};
    this.#notify({ event: "initialized", finalizedBlockHashes: hashes, ...spec });
    if (best.number > finalized.number) this.#announce(best, finalized.hash);
  }

  /** Tells of a new block. False when too many are pinned: the client has been told to start again. */
  advance({ number, hash, parentHash }: Block): boolean {
    this.#announce({ number, hash }, parentHash);
    this.#notify({
      event: "finalized",
      finalizedBlockHashes: [this.#chain.finalized.hash],
      prunedBlockHashes: [],
    });
    if (this.#pinned.size <= MOST_PINNED) return true;
    this.#notify({ event: "stop" });
    return false;
  }

  /** The pinned block that a parameter names. Throws RpcFailure -32801. */
  pinned(value: unknown): BlockRef {
    const block = this.#pinned.get(optionalHash(value) ?? "");
    if (!block) throw new RpcFailure(rpcCodes.invalidBlockHash, "Invalid block hash");
    return block;
  }

  /** Lets go of blocks: of all that are named, or of none where one is not pinned or named twice. Throws RpcFailure. */
  unpin(values: readonly unknown[]): void {
    const hashes = values.map((each) => optionalHash(each) ?? "");
    if (new Set(hashes).size < hashes.length)
      throw new RpcFailure(
        rpcCodes.duplicateHashes,
        "Received duplicate hashes for the `chainHead_unpin` method",
      );
    for (const hash of hashes) this.pinned(hash);
    for (const hash of hashes) this.#pinned.delete(hash);
  }

  /** Begins an operation of at most the given weight. Undefined where no more may go on; less where not all of it may. */
  start(weight: number): { id: string; weight: number } | undefined {
    let going = 0;
    for (const each of this.#operations.values()) going += each.weight;
    const allowed = Math.min(weight, MOST_OPERATIONS - going);
    if (allowed < Math.min(weight, 1)) return undefined;
    this.#count += 1;
    const id = String(this.#count);
    this.#operations.set(id, { weight: allowed, resume: undefined });
    return { id, weight: allowed };
  }

  /** Tells of an operation that still goes on; one that was stopped says nothing more. */
  tell(operationId: string, event: { readonly event: string }): void {
    if (this.#operations.has(operationId)) this.#notify({ ...event, operationId });
  }

  /** Tells the last of an operation and ends it. */
  end(operationId: string, event: { readonly event: string }): void {
    this.tell(operationId, event);
    this.#operations.delete(operationId);
  }

  /** Lets an operation wait for the client, which is told so. */
  wait(operationId: string, resume: () => void): void {
    const operation = this.#operations.get(operationId);
    if (!operation) return;
    operation.resume = resume;
    this.tell(operationId, { event: "operationWaitingForContinue" });
  }

  /** What an operation that waits goes on with; undefined for one that is not known. Throws RpcFailure -32803 for one that does not wait. */
  resume(operationId: string): (() => void) | undefined {
    const operation = this.#operations.get(operationId);
    if (!operation) return undefined;
    const { resume } = operation;
    if (!resume)
      throw new RpcFailure(
        rpcCodes.notWaiting,
        "Wait for continue event was not generated for the subscription",
      );
    operation.resume = undefined;
    return resume;
  }

  /** Ends an operation without another word. */
  stop(operationId: string): void {
    this.#operations.delete(operationId);
  }

  #announce(block: BlockRef, parentBlockHash: string): void {
    this.#pinned.set(block.hash, block);
    const runtime = this.withRuntime ? { newRuntime: null } : {};
    this.#notify({ event: "newBlock", blockHash: block.hash, parentBlockHash, ...runtime });
    this.#notify({ event: "bestBlockChanged", bestBlockHash: block.hash });
  }
}
