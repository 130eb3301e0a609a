import type { BlockInProgress } from "../frame/block.ts";
import type { Runtime } from "../frame/runtime.ts";
import { TransactionRefused } from "../frame/validity.ts";
import { MAX_BLOCK_WEIGHT } from "../runtime/system/limits.ts";
import type { PooledTransaction } from "./pool.ts";
import { openedWeight } from "./shield.ts";

/** Part of a block's weight and length that transactions may fill; the rest is for the chain's own work. */
const FILLED_WEIGHT = (MAX_BLOCK_WEIGHT * 3n) / 4n;
const FILLED_BYTES = 5 << 20;

/** The extrinsics of a block while it is built: what is added has been applied to its state. */
export class BlockBody {
  readonly extrinsics: Uint8Array[] = [];
  readonly #runtime: Runtime;
  readonly #building: BlockInProgress;
  #bytes = 0;

  constructor(runtime: Runtime, building: BlockInProgress) {
    this.#runtime = runtime;
    this.#building = building;
  }

  /** Adds an extrinsic; false, with nothing changed, when the runtime refuses it. Throws RangeError for bytes that are none. */
  add(extrinsic: Uint8Array, options: { readonly signatureChecked?: boolean } = {}): boolean {
    try {
      this.#runtime.applyExtrinsic(this.#building, extrinsic, options);
    } catch (error) {
      if (error instanceof TransactionRefused) return false;
      throw error;
    }
    this.extrinsics.push(extrinsic);
    this.#bytes += extrinsic.length;
    return true;
  }

  /** Adds a transaction of the pool while there is room. One that held there may be refused: an earlier one took what it needed. */
  addPooled({ bytes, weight }: PooledTransaction): void {
    if (this.#hasRoom(weight, bytes.length)) this.add(bytes, { signatureChecked: true });
  }

  /**
   * Adds a shielded transaction and, right after it, what was inside, if there is room for both. What means nothing or is refused
   * is left out: its sender has paid for the envelope. Source: opentensor/polkadot-sdk, basic-authorship.
   */
  addShielded({ bytes, weight }: PooledTransaction, inner: Uint8Array): void {
    const innerWeight = openedWeight(this.#runtime, inner);
    if (!this.#hasRoom(weight + (innerWeight ?? 0n), bytes.length + inner.length)) return;
    const isIn = this.add(bytes, { signatureChecked: true });
    if (isIn && innerWeight !== undefined) this.add(inner);
  }

  #hasRoom(weight: bigint, bytes: number): boolean {
    return this.#building.weight + weight <= FILLED_WEIGHT && this.#bytes + bytes <= FILLED_BYTES;
  }
}
