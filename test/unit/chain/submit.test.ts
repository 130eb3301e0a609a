import { describe, expect, it } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import type { BlockRef, TransactionSigner } from "../../../native/chain/chain-port.ts";
import { createNonceManager } from "../../../native/chain/nonce-manager.ts";
import { type SubmitContext, submit } from "../../../native/chain/submit.ts";

const signer: TransactionSigner = {
  address: "cold",
  publicKey: new Uint8Array(32),
  sign: async () => new Uint8Array(64),
};
const call = { pallet: "SubtensorModule", name: "add_stake_limit", args: {} };

/** A node that takes what it is sent into its next block; `drops` times the connection breaks before its answer arrives. */
function flakyNode(drops: number) {
  const pool = new Set<string>();
  const blocks: string[][] = [[]];
  const listeners = new Set<(block: BlockRef) => void>();
  const reconnected = new Set<() => void>();
  const ref = (number: number): BlockRef => ({ number, hash: `0x${number}` });
  let left = drops;
  const context: SubmitContext = {
    rpc: async (_method, [extrinsic]) => {
      pool.add(extrinsic as string);
      left -= 1;
      if (left >= 0) throw new HearthError("CHAIN_UNREACHABLE", { endpoint: "ws://x" });
    },
    nonces: createNonceManager(async () => 0),
    blocks: {
      best: () => ref(blocks.length - 1),
      onBest: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      onFinalized: () => () => {},
      blockHash: async (number) => (blocks[number] ? ref(number).hash : undefined),
      extrinsics: async (hash) => blocks[Number(hash.slice(2))] ?? [],
      endpoint: () => "ws://x",
    },
    onReconnected: (listener) => {
      reconnected.add(listener);
      return () => void reconnected.delete(listener);
    },
    finalized: () => undefined,
    sign: async (_call, _signer, nonce) => `0x0${nonce}`,
    events: async () => [
      { index: 0, extrinsic: 0, pallet: "System", name: "ExtrinsicSuccess", value: {} },
    ],
    fee: async () => 1n,
    freeBalance: async () => 1n,
  };
  return {
    context,
    taken: () => blocks.flat(),
    makeBlock: () => {
      blocks.push([...pool].filter((extrinsic) => !blocks.flat().includes(extrinsic)));
      for (const listener of [...listeners]) listener(ref(blocks.length - 1));
    },
  };
}

describe("a submission", () => {
  // defect: it was told as failed while the pool had it, and a second order came beside the first
  it("whose answer is lost with the connection is followed to its block, not told as failed", async () => {
    const node = flakyNode(1);
    const outcome = submit(node.context, call, signer);
    await new Promise((resolve) => setTimeout(resolve, 20));
    node.makeBlock();
    expect(await outcome).toMatchObject({ block: 1, extrinsicIndex: 0 });
    expect(node.taken()).toEqual(["0x00"]);
  });

  it("that is refused is told as refused", async () => {
    const node = flakyNode(0);
    const refusal = Object.assign(new Error("Invalid Transaction"), {
      code: 1010,
      data: "Transaction has a bad signature",
    });
    const context = { ...node.context, rpc: async () => Promise.reject(refusal) };
    await expect(submit(context, call, signer)).rejects.toMatchObject({
      code: "TRANSACTION_REFUSED",
    });
  });
});
