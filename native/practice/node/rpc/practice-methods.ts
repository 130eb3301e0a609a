import { HearthError } from "../../../api/errors.ts";
import { type AdvanceGoal, AdvanceRefused, type Advancer, MOST_BLOCKS } from "../advance.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { wholeNumber } from "./params.ts";
import type { Methods } from "./services.ts";
import type { Session } from "./session.ts";

/** practice_*: what only a practice network can do. No other node has these names. */
export function practiceMethods(advancer: Advancer): Methods {
  const advance = async (goal: AdvanceGoal, session: Session): Promise<unknown> => {
    try {
      return await advancer.advance(goal, session.closing);
    } catch (error) {
      if (error instanceof AdvanceRefused)
        throw new RpcFailure(rpcCodes.practiceRefused, error.message);
      // Such as a full disk: what was made by then stays, and the caller is told why there is no more.
      if (error instanceof HearthError)
        throw new RpcFailure(rpcCodes.practiceRefused, error.message, error.code);
      throw error;
    }
  };
  return {
    practice_advance: ([blocks], session) =>
      advance({ kind: "blocks", blocks: bounded(blocks) }, session),
    practice_advanceToEpoch: ([netuid], session) =>
      advance({ kind: "epoch", netuid: subnet(netuid) }, session),
    practice_stopAdvance: () => advancer.stop(),
  };
}

function bounded(value: unknown): number {
  const blocks = wholeNumber(value, "blocks");
  if (blocks < 1 || blocks > MOST_BLOCKS)
    throw new RpcFailure(
      rpcCodes.invalidParams,
      `Invalid params: one call makes 1 to ${MOST_BLOCKS} blocks`,
    );
  return blocks;
}

function subnet(value: unknown): number {
  const netuid = wholeNumber(value, "netuid");
  if (netuid > 0xffff)
    throw new RpcFailure(rpcCodes.invalidParams, "Invalid params: netuid must be below 65536");
  return netuid;
}
