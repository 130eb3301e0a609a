import type { HardwareReport } from "../../../api/hardware.ts";
import type { RunShape } from "../../../api/models.ts";
import type { ModelCatalogue } from "../../catalogue/catalogue.ts";
import type { MachineStore } from "../learned/machine-store.ts";
import { fitModel, loadPlace } from "../model-fit.ts";
import { usualRun } from "../run-plan.ts";
import { type HeldBytes, roomBeside } from "./room-beside.ts";
import {
  chooseSequences,
  type LongestAnswer,
  type SequenceChoice,
  USUAL_SEQUENCES,
} from "./sequence-choice.ts";
import { streamStep } from "./stream-step.ts";

/** What the advice stands on. */
export interface SequenceAdviceOptions {
  readonly catalogue: Pick<ModelCatalogue, "list">;
  readonly hardware: () => Promise<HardwareReport>;
  readonly store: Pick<MachineStore, "loads" | "speeds" | "streams">;
  /** What is in memory now. */
  readonly held: () => readonly HeldBytes[];
}

/**
 * How many answers at once a local file should be loaded for, by its digest: run as the node runs models unless told, asked for answers
 * like this one, with `enoughContext` tokens for each, or as many as it is in memory with. The usual number for a file that is not known
 * or whose head cannot be read.
 */
export async function adviseSequences(
  { catalogue, hardware, store, held }: SequenceAdviceOptions,
  sha256: string,
  answer: LongestAnswer,
  enoughContext = usualRun.contextSize,
): Promise<SequenceChoice> {
  const model = (await catalogue.list()).find((known) => known.sha256 === sha256);
  if (model?.facts === undefined) return { sequences: USUAL_SEQUENCES, because: "unknown" };
  const { facts } = model;
  const inMemory = held();
  const room = roomBeside(await hardware(), inMemory, sha256);
  const machine = { hardware: room, loads: store.loads(), speeds: store.speeds };
  // For more sequences it is taken out and in again, and keeps a longer context then.
  const kept = inMemory.filter((one) => one.sha256 === sha256).map((one) => one.contextSize);
  const contextSize = Math.max(Math.min(facts.contextLength, enoughContext), ...kept);
  const runOf = (sequences: number): RunShape => ({ ...usualRun, contextSize, sequences });
  // No answer of these sees more than its own question, however long the context is.
  const seen = { ...runOf(1), contextSize: Math.max(8, answer.promptTokens + answer.tokens) };
  const measured = fitModel(facts, sha256, seen, machine).speed;
  // What was measured of writing alone says nothing of reading, which the formula may know.
  const { prefill } = fitModel(facts, sha256, seen, { ...machine, speeds: () => [] }).speed ?? {};
  const speed = measured && { ...(prefill === undefined ? {} : { prefill }), ...measured };
  return chooseSequences({
    fitsWhole: (sequences) => fitModel(facts, sha256, runOf(sequences), machine).verdict === "fits",
    step: streamStep(facts.shape, seen, speed, store.streams(sha256, loadPlace(machine.hardware))),
    prefill: speed?.prefill?.low,
    answer,
  });
}
