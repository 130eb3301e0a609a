import { compactNumber } from "@polkadot-api/substrate-bindings";
import type { BlockInProgress } from "../../../native/practice/frame/block.ts";
import type { PalletEvent, RuntimeCall } from "../../../native/practice/frame/context.ts";
import type { Runtime } from "../../../native/practice/frame/runtime.ts";
import type { ApplyOutcome } from "../../../native/practice/frame/runtime-services.ts";
import type { State } from "../../../native/practice/frame/state.ts";
import { TransactionRefused } from "../../../native/practice/frame/validity.ts";
import type { Chain } from "../../../native/practice/node/chain.ts";
import { timestampInherent } from "../../../native/practice/node/producer.ts";
import { FAUCET_PATH } from "../../../native/practice/runtime/genesis-keys.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import { era, multiAddress, multiSignature } from "../../../native/practice/scale/substrate.ts";
import { compact, concatenated, u32, u64 } from "../../../native/practice/scale/type.ts";
import {
  type CallResult,
  houseAccounts,
  NETUID,
  type PracticeChain,
} from "../../unit/practice/runtime/practice-chain.ts";

/** Milliseconds between two blocks. */
export const BLOCK_MILLIS = 1_000;

const NO_SIGNATURE = { type: "Sr25519", value: `0x${"00".repeat(64)}` } as const;

/** A value that a history wrote into the state by itself, to have a parameter changed: it belongs to the log as extrinsics do. */
export interface HandWriting {
  readonly block: number;
  /** How many extrinsics of the block came before it. */
  readonly after: number;
  readonly key: string;
  readonly value: Uint8Array | undefined;
}

/**
 * The chain of the node itself, behind the face of the one that random histories are written for: every call becomes an extrinsic
 * in a block, signed by nobody, and every block is sealed and kept. Root's calls are the sudo key's.
 */
export class LoggedChain implements Pick<PracticeChain, keyof PracticeChain> {
  readonly accounts = houseAccounts();
  readonly chain: Chain;
  readonly #now: (number: number) => bigint;
  readonly #onBlock: () => void;
  events: PalletEvent[] = [];
  /** What was written by hand, in order. */
  readonly byHand: HandWriting[] = [];
  #building: BlockInProgress;
  #extrinsics: Uint8Array[] = [];

  /** `onBlock` is told of each block that was sealed, the next one not begun yet. */
  constructor(chain: Chain, createdAt: number, onBlock: () => void = () => undefined) {
    this.chain = chain;
    this.#onBlock = onBlock;
    this.#now = (number) => BigInt(createdAt) + BigInt(number * BLOCK_MILLIS);
    this.#building = this.#begin();
  }

  get state(): State {
    const { state } = this.#building;
    const write = (key: string, value: Uint8Array | undefined): void => {
      this.byHand.push({ block: this.block, after: this.#extrinsics.length, key, value });
      if (value) state.set(key, value);
      else state.delete(key);
    };
    return {
      get: (key) => state.get(key),
      keys: (prefix) => state.keys(prefix),
      set: write,
      delete: (key) => write(key, undefined),
    };
  }

  get block(): number {
    return this.#building.number;
  }

  advance(count = 1): void {
    for (let step = 0; step < count; step += 1) {
      this.chain.finishBlock(this.#building, this.#slot(), this.#extrinsics);
      this.#onBlock();
      this.#building = this.#begin();
    }
  }

  toEpoch(netuid = NETUID): void {
    const index = storage.SubnetEpochIndex.get(this.state, netuid);
    while (storage.SubnetEpochIndex.get(this.state, netuid) === index) this.advance();
  }

  deposit(): void {
    throw new Error("events are the runtime's");
  }

  call(who: string, name: string, args: Readonly<Record<string, unknown>>): CallResult {
    const [pallet = "", call = ""] = name.includes(".")
      ? name.split(".")
      : ["SubtensorModule", name];
    const asked: RuntimeCall = { type: pallet, value: { type: call, value: args } };
    const asRoot: RuntimeCall = { type: "Sudo", value: { type: "sudo", value: { call: asked } } };
    return who === "root" ? this.submit(this.accounts.faucet, asRoot) : this.submit(who, asked);
  }

  /** Puts a call into the block: "ok", or how it failed or was refused. */
  submit(who: string, call: RuntimeCall): CallResult {
    const { runtime } = this.chain;
    let bytes: Uint8Array;
    try {
      bytes = unsigned(runtime, who, this.#nonce(who), call);
    } catch (error) {
      // Values that the call's types cannot hold.
      if (error instanceof RangeError || error instanceof TypeError) return "unencodable";
      throw error;
    }
    const outcome = this.#apply(bytes);
    if (outcome === undefined) return "refused";
    return outcome.outcome.ok ? "ok" : JSON.stringify(outcome.outcome.error);
  }

  fund(who: string, value: bigint): void {
    const dest = { type: "Id", value: who } as const;
    this.call(this.accounts.faucet, "Balances.transfer_keep_alive", { dest, value });
  }

  named(): unknown[] {
    throw new Error(`read System.Events at a block instead, as ${FAUCET_PATH} would`);
  }

  #nonce(who: string): number {
    return system.storage.Account.get(this.state, who).nonce;
  }

  #slot(): bigint {
    return this.#building.now / BigInt(BLOCK_MILLIS);
  }

  #begin(): BlockInProgress {
    const now = this.#now(this.chain.best.number + 1);
    this.#extrinsics = [];
    const building = this.chain.startBlock(now, now / BigInt(BLOCK_MILLIS));
    this.#building = building;
    this.#apply(timestampInherent(now));
    return building;
  }

  #apply(bytes: Uint8Array): ApplyOutcome | undefined {
    const { runtime } = this.chain;
    try {
      const outcome = runtime.applyExtrinsic(this.#building, bytes, { signatureChecked: true });
      this.#extrinsics.push(bytes);
      return outcome;
    } catch (error) {
      if (error instanceof TransactionRefused || error instanceof RangeError) return undefined;
      throw error;
    }
  }
}

/** An extrinsic in its sender's name whose signature is none. */
function unsigned(runtime: Runtime, who: string, nonce: number, call: RuntimeCall): Uint8Array {
  const body = concatenated([
    Uint8Array.of(0x84),
    multiAddress.codec.enc({ type: "Id", value: who }),
    multiSignature.codec.enc(NO_SIGNATURE),
    era.codec.enc({ type: "Immortal" }),
    compact(u32).codec.enc(nonce),
    compact(u64).codec.enc(0n),
    Uint8Array.of(0),
    runtime.outer.call.codec.enc(call),
  ]);
  return concatenated([compactNumber.enc(body.length), body]);
}
