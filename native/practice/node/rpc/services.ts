import { reasonOf } from "../../../api/errors.ts";
import type { Runtime } from "../../frame/runtime.ts";
import type { State } from "../../frame/state.ts";
import type { Advancer } from "../advance.ts";
import type { Block } from "../block.ts";
import { type BlockRef, type Chain, StateDiscarded } from "../chain.ts";
import type { Pool } from "../pool.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { optionalHash } from "./params.ts";
import type { Session } from "./session.ts";

/** What JSON-RPC methods work with. */
export interface NodeServices {
  readonly chain: Chain;
  readonly pool: Pool;
  readonly name: string;
  readonly version: string;
  readonly chainName: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Makes blocks ahead of their time, where this node can. */
  readonly advancer?: Advancer;
}

/** One JSON-RPC method. Its result, or what it resolves to, is answered; RpcFailure becomes the error. */
export type Method = (params: readonly unknown[], session: Session) => unknown;
/** JSON-RPC methods by their names. */
export type Methods = Readonly<Record<string, Method>>;

/**
 * What a polkadot-sdk node puts before a state that is not there: its database speaks of an unknown block in one way, its
 * runtime in another, and bittensor 10 looks for the second to try an archive instead.
 */
type Asked = "storage" | "runtime";
const unknownBlock: Readonly<Record<Asked, string>> = {
  storage: "Client error: UnknownBlock: ",
  runtime: "Client error: Api called for an unknown Block: ",
};

/** The block a parameter names; the best one for null. Throws RpcFailure for an unknown hash. */
export function blockParam(chain: Chain, value: unknown, asked: Asked = "storage"): BlockRef {
  const hash = optionalHash(value);
  if (hash === undefined) return chain.best;
  const number = chain.numberOf(hash);
  if (number === undefined) {
    throw new RpcFailure(
      rpcCodes.state,
      `${unknownBlock[asked]}Header was not found in the database: ${hash}`,
    );
  }
  return { number, hash };
}

/** The state at a block. Throws RpcFailure once it has been pruned, in the words clients look for. */
export function stateOf(chain: Chain, block: BlockRef, asked: Asked = "storage"): State {
  try {
    return chain.stateAt(block);
  } catch (error) {
    if (error instanceof StateDiscarded)
      throw new RpcFailure(rpcCodes.state, `${unknownBlock[asked]}${error.message}`);
    throw error;
  }
}

/** Answers a runtime API at a block. Throws RpcFailure where the runtime would trap, in the words of polkadot-sdk's executor. */
export function callRuntime(
  chain: Chain,
  block: BlockRef,
  method: string,
  args: Uint8Array,
): Uint8Array {
  const state = stateOf(chain, block, "runtime");
  const failed = (reason: string): RpcFailure =>
    new RpcFailure(rpcCodes.state, `Client error: Execution failed: ${reason}`);
  if (!chain.runtime.hasApi(method)) throw failed(`Other: Exported method ${method} is not found`);
  try {
    return chain.runtime.callApi(method, args, state, block);
  } catch (error) {
    const reason = reasonOf(error);
    throw failed(`Execution aborted due to trap: Runtime panicked: ${reason}`);
  }
}

/** 0x hex of bytes. */
export function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`;
}

/** 0x hex of a value that may be missing. */
export function hexOrNull(bytes: Uint8Array | undefined): string | null {
  return bytes ? hex(bytes) : null;
}

/** The runtime as the new JSON-RPC tells of it. */
export function runtimeSpec(runtime: Runtime): unknown {
  const { version } = runtime;
  return {
    type: "valid",
    spec: {
      specName: version.specName,
      implName: version.implName,
      specVersion: version.specVersion,
      implVersion: version.implVersion,
      transactionVersion: version.transactionVersion,
      apis: Object.fromEntries(runtime.apiVersions()),
    },
  };
}

/** The bodies of a block's extrinsics, 0x hex. */
export function bodyOf(block: Block): string[] {
  return block.extrinsics.map(hex);
}
