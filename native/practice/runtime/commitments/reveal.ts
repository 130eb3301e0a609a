import { decryptWithPulse } from "../../../protocol/timelock/encryption.ts";
import { TimelockError } from "../../../protocol/timelock/timelock-error.ts";
import type { DispatchContext } from "../../frame/context.ts";
import type { State } from "../../frame/state.ts";
import { drand } from "../drand/pallet.ts";
import { markTimelocked } from "./committed.ts";
import type { CommitmentData } from "./data.ts";
import { commitments } from "./pallet.ts";

const { storage, event } = commitments;

/** Revealed fields kept of one hotkey on a subnet. */
const MOST_REVEALED = 10;

type Timelocked = Extract<CommitmentData, { type: "TimelockEncrypted" }>;

/**
 * Opens, at the beginning of a block, the timelocked fields whose round the beacon has published. What cannot be opened is
 * dropped; the newest ten of a hotkey stay readable. Source: pallets/commitments, reveal_timelocked_commitments.
 */
export function revealTimelocked(context: DispatchContext): void {
  const { state } = context;
  for (const [netuid, who] of storage.TimelockedIndex.get(state)) {
    const registered = storage.CommitmentOf.find(state, netuid, who);
    const fields = registered?.info.fields ?? [];
    if (!registered || !fields.some(isTimelocked)) {
      markTimelocked(state, netuid, who, false);
      continue;
    }
    const ripe = fields.filter(isTimelocked).filter((field) => pulseOf(state, field));
    if (ripe.length === 0) continue;
    const left = fields.filter((field) => !ripe.some((one) => one === field));
    keep(
      context,
      netuid,
      who,
      ripe.flatMap((field) => opened(state, field) ?? []),
    );
    const info = { ...registered.info, fields: left };
    if (left.length === 0) storage.CommitmentOf.remove(state, netuid, who);
    else storage.CommitmentOf.put(state, netuid, who, { ...registered, info });
    markTimelocked(state, netuid, who, left.some(isTimelocked));
  }
}

/** Rounds of the beacon that timelocked fields wait for. */
export function awaitedByCommitments(state: State): bigint[] {
  return storage.TimelockedIndex.get(state).flatMap(([netuid, who]) => {
    const fields = storage.CommitmentOf.find(state, netuid, who)?.info.fields ?? [];
    return fields.filter(isTimelocked).map((field) => field.value.reveal_round);
  });
}

function keep(
  context: DispatchContext,
  netuid: number,
  who: string,
  revealed: readonly Uint8Array[],
): void {
  if (revealed.length === 0) return;
  const { state, block } = context;
  const known = storage.RevealedCommitments.find(state, netuid, who) ?? [];
  const added = revealed.map((bytes): [Uint8Array, bigint] => [bytes, BigInt(block)]);
  storage.RevealedCommitments.put(state, netuid, who, [...known, ...added].slice(-MOST_REVEALED));
  for (const _ of revealed) context.deposit(event.CommitmentRevealed({ netuid, who }));
}

function isTimelocked(field: CommitmentData): field is Timelocked {
  return field.type === "TimelockEncrypted";
}

function pulseOf(state: State, field: Timelocked) {
  return drand.storage.Pulses.find(state, field.value.reveal_round);
}

/** What is inside; undefined for what is empty or cannot be opened. */
function opened(state: State, field: Timelocked): Uint8Array | undefined {
  const pulse = pulseOf(state, field);
  if (!pulse) return undefined;
  try {
    const bytes = decryptWithPulse(field.value.encrypted, pulse.signature);
    return bytes.length > 0 ? bytes : undefined;
  } catch (error) {
    if (error instanceof TimelockError) return undefined;
    throw error;
  }
}
