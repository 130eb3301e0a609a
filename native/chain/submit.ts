import { HearthError } from "../api/errors.ts";
import type {
  ChainCall,
  ChainEvent,
  Included,
  SubmitOptions,
  TransactionSigner,
} from "./chain-port.ts";
import { dispatchFailure } from "./dispatch-error.ts";
import { outcomeOf } from "./events.ts";
import {
  type BlockSource,
  extrinsicHash,
  type Found,
  waitForFinality,
  waitForInclusion,
} from "./inclusion.ts";
import type { NonceManager, NonceUse } from "./nonce-manager.ts";
import { poolVerdict } from "./pool-error.ts";
import { type Rpc, rpcFailure } from "./rpc.ts";

const SEND_ATTEMPTS = 3;

/** What a submission needs; all of it is the chain client's. */
export interface SubmitContext {
  readonly rpc: Rpc;
  readonly nonces: NonceManager;
  readonly blocks: BlockSource;
  /** Called each time the connection is back after it was lost. */
  onReconnected(listener: () => void): () => void;
  finalized(): { readonly number: number; readonly hash: string } | undefined;
  /** The signed extrinsic, 0x hex with its length prefix. */
  sign(call: ChainCall, signer: TransactionSigner, nonce: number): Promise<string>;
  events(hash: string): Promise<readonly ChainEvent[]>;
  fee(call: ChainCall, address: string): Promise<bigint>;
  freeBalance(address: string): Promise<bigint>;
}

/** Signs, sends and follows one call; see ChainClient.submit. */
export async function submit(
  context: SubmitContext,
  call: ChainCall,
  signer: TransactionSigner,
  { until = "in-block", signal, onProgress }: SubmitOptions = {},
): Promise<Included> {
  if (signal?.aborted) throw new HearthError("CANCELLED");
  const after = context.blocks.best()?.number ?? 0;
  const sent = await send(context, call, signer);
  const hash = extrinsicHash(sent.value);
  // A node that was restarted has forgotten its pool, and every later nonce of this key would wait for this one.
  const stopOffering = context.onReconnected(() => {
    context.rpc("author_submitExtrinsic", [sent.value]).catch(() => undefined);
  });
  onProgress?.({ state: "pending", hash });
  try {
    for (;;) {
      const found = await waitForInclusion(context.blocks, hash, after, signal);
      onProgress?.({ state: "in-block", hash, block: found.block });
      const final =
        until === "final"
          ? await waitForFinality(context.blocks, found.block, context.finalized(), signal)
          : undefined;
      if (final === "reorged") {
        onProgress?.({ state: "reorged", hash });
        continue;
      }
      if (final === "final") onProgress?.({ state: "final", hash, block: found.block });
      return await resultOf(context, hash, found);
    }
  } finally {
    stopOffering();
    sent.release();
  }
}

async function resultOf(
  context: SubmitContext,
  hash: string,
  { block, index }: Found,
): Promise<Included> {
  const { events, fee, succeeded, error } = outcomeOf(await context.events(block.hash), index);
  if (error) throw dispatchFailure(error);
  if (!succeeded) {
    const reason = "Its block tells neither success nor failure.";
    throw new HearthError("TRANSACTION_FAILED", { reason });
  }
  return { hash, blockHash: block.hash, block: block.number, extrinsicIndex: index, fee, events };
}

/** Sends with the next nonce and answers the extrinsic; asks for it and signs again when another program took it meanwhile. */
async function send(
  context: SubmitContext,
  call: ChainCall,
  signer: TransactionSigner,
): Promise<NonceUse<string>> {
  for (let attempt = 1; attempt <= SEND_ATTEMPTS; attempt += 1) {
    const sent = await context.nonces.withNonce(signer.address, async (nonce) => {
      const extrinsic = await context.sign(call, signer, nonce);
      return (await offer(context, call, signer, extrinsic)) ? extrinsic : undefined;
    });
    const { value } = sent;
    if (value !== undefined) return { ...sent, value };
    sent.release();
  }
  throw new HearthError("TRANSACTION_REFUSED", { reason: "Its nonce was taken each time." });
}

/**
 * True when the pool took it or may have, false when its nonce is used up. Throws what it was refused for. A connection that
 * breaks at this moment leaves the answer open: the transaction is then followed like any other, since a failure told here
 * would invite a second order beside the first.
 */
async function offer(
  { rpc, fee, freeBalance }: SubmitContext,
  call: ChainCall,
  signer: TransactionSigner,
  extrinsic: string,
): Promise<boolean> {
  try {
    await rpc("author_submitExtrinsic", [extrinsic]);
    return true;
  } catch (error) {
    const failure = rpcFailure(error);
    if (error instanceof HearthError && error.code === "CHAIN_UNREACHABLE") return true;
    if (!failure) throw error;
    const verdict = poolVerdict(failure);
    switch (verdict.kind) {
      case "known":
        return true;
      case "stale":
        return false;
      case "unpayable": {
        const [needed, available] = await Promise.all([
          fee(call, signer.address),
          freeBalance(signer.address),
        ]);
        throw new HearthError("BALANCE_TOO_LOW", {
          needed: `${needed}`,
          available: `${available}`,
        });
      }
      case "refused":
        throw verdict.error;
      default:
        return verdict satisfies never;
    }
  }
}
