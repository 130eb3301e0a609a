import { HearthError } from "../../../api/errors.ts";
import { type AdvanceGoal, AdvanceRefused, type Advancer } from "../advance.ts";
import type { BlockRef, Chain } from "../chain.ts";
import { packSnapshot, takeSnapshot } from "../snapshot.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { wholeNumber } from "./params.ts";
import { blockParam, type Methods, type NodeServices, stateOf } from "./services.ts";
import type { Session } from "./session.ts";

/** practice_*: what only a practice network can do. No other node has these names. */
export function practiceMethods({ chain }: NodeServices, advancer: Advancer): Methods {
  const advance = async (goal: AdvanceGoal, session: Session): Promise<unknown> => {
    try {
      return await advancer.advance(goal, session.closing);
    } catch (error) {
      if (error instanceof AdvanceRefused)
        throw new RpcFailure(rpcCodes.practiceRefused, error.message);
      if (error instanceof RangeError)
        throw new RpcFailure(rpcCodes.invalidParams, `Invalid params: ${error.message}`);
      // Such as a full disk: what was made by then stays, and the caller is told why there is no more.
      if (error instanceof HearthError)
        throw new RpcFailure(rpcCodes.practiceRefused, error.message, error.code);
      throw error;
    }
  };
  let exported: Exported | undefined;
  return {
    practice_advance: ([blocks], session) =>
      advance({ kind: "blocks", blocks: wholeNumber(blocks, "blocks") }, session),
    practice_advanceToEpoch: ([netuid], session) =>
      advance({ kind: "epoch", netuid: netuidOf(netuid) }, session),
    practice_stopAdvance: () => advancer.stop(),
    // The bytes and no file: a node that wrote where any program of this machine tells it to would be a hole.
    practice_exportState([at, from]) {
      const block = blockParam(chain, at);
      const offset = from === undefined || from === null ? 0 : wholeNumber(from, "offset");
      const whole = exported?.hash === block.hash ? exported : exportOf(chain, block);
      const { packed, ...told } = whole;
      const bytes = packed.subarray(offset, offset + LARGEST_PART).toString("base64");
      // The same block gives the same bytes, so whoever asks for more of them may come in between.
      exported = offset + LARGEST_PART < packed.length ? whole : undefined;
      return { ...told, total: packed.length, offset, bytes };
    },
  };
}

/** Bytes of a state that one answer brings: an answer has its limit. */
const LARGEST_PART = 8 << 20;

/** A state as its file, and what is told of it. */
interface Exported extends BlockRef {
  readonly stateRoot: string;
  readonly keys: number;
  readonly packed: Buffer;
}

function exportOf(chain: Chain, block: BlockRef): Exported {
  // Told in a client's words where the state is gone.
  stateOf(chain, block);
  const snapshot = takeSnapshot(chain, block);
  const { stateRoot, entries } = snapshot;
  return { ...block, stateRoot, keys: entries.length, packed: packSnapshot(snapshot) };
}

function netuidOf(value: unknown): number {
  const netuid = wholeNumber(value, "netuid");
  if (netuid > 0xffff)
    throw new RpcFailure(rpcCodes.invalidParams, "Invalid params: netuid must be below 65536");
  return netuid;
}
