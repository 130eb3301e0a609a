import { ensureRoot, ensureSigned } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import type { State } from "../../frame/state.ts";
import { reserve, unreserve } from "../balances/reserve.ts";
import { isRegistered } from "../subtensor/neurons/neurons.ts";
import { storage as subtensor } from "../subtensor/pallet.ts";
import { resetBonds } from "./bonds-reset.ts";
import { markTimelocked } from "./committed.ts";
import { type CommitmentData, spaceOf } from "./data.ts";
import { commitments } from "./pallet.ts";
import { revealTimelocked } from "./reveal.ts";

const { storage, event } = commitments;
const { MaxFields, InitialDeposit, FieldDeposit } = commitments.constants;

/** Space that every commitment takes at least. */
const LEAST_SPACE = 100n;

/** Counts a commitment against what its account may commit in one epoch. Fails the call with SpaceLimitExceeded. */
function takeSpace(
  state: State,
  netuid: number,
  who: string,
  fields: readonly CommitmentData[],
): void {
  const bytes = BigInt(fields.reduce((sum, field) => sum + spaceOf(field), 0));
  const needed = bytes < LEAST_SPACE ? LEAST_SPACE : bytes;
  const epoch = subtensor.SubnetEpochIndex.get(state, netuid);
  const before = storage.UsedSpaceOf.find(state, netuid, who);
  const used = (before?.last_epoch === epoch ? before.used_space : 0n) + needed;
  if (used > BigInt(storage.MaxSpace.get(state))) commitments.fail("SpaceLimitExceeded");
  storage.UsedSpaceOf.put(state, netuid, who, { last_epoch: epoch, used_space: used });
}

/** What the Commitments calls do: pallets/commitments of subtensor. */
export const commitmentsModule = implement(
  commitments,
  {
    set_commitment(context, { netuid, info }) {
      const who = ensureSigned(context);
      const { state, block } = context;
      const { fields } = info;
      if (!isRegistered(state, netuid, who)) commitments.fail("AccountNotAllowedCommit");
      if (fields.length > MaxFields) commitments.fail("TooManyFieldsInCommitmentInfo");
      if (fields.some(({ type }) => type === "ResetBondsFlag")) {
        storage.LastBondsReset.put(state, netuid, who, block);
        resetBonds(state, netuid, who);
      }
      takeSpace(state, netuid, who, fields);
      const old = storage.CommitmentOf.find(state, netuid, who)?.deposit ?? 0n;
      const deposit = InitialDeposit + BigInt(fields.length) * FieldDeposit;
      if (deposit > old) reserve(context, who, deposit - old);
      if (old > deposit && unreserve(context, who, old - deposit) > 0n)
        commitments.fail("UnexpectedUnreserveLeftover");
      storage.CommitmentOf.put(state, netuid, who, { deposit, block, info });
      storage.LastCommitment.put(state, netuid, who, block);
      const timelocked = fields.find((field) => field.type === "TimelockEncrypted");
      markTimelocked(state, netuid, who, timelocked !== undefined);
      if (timelocked) {
        const { reveal_round } = timelocked.value;
        context.deposit(event.TimelockCommitment({ netuid, who, reveal_round }));
      } else {
        context.deposit(event.Commitment({ netuid, who }));
      }
    },
    set_max_space(context, { new_limit }) {
      ensureRoot(context);
      storage.MaxSpace.put(context.state, new_limit);
    },
  },
  { onInitialize: revealTimelocked },
);
