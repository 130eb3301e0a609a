import type { ModelFit, ModelRole, Proposal, RunShape } from "../../api/models.ts";
import { offeredFileId } from "../catalogue/offered-model.ts";
import { availableBytes } from "./available.ts";
import { bestFit, type FileToFit } from "./file-fit.ts";
import type { Machine } from "./model-fit.ts";
import { usualRun } from "./run-plan.ts";

interface Candidate extends FileToFit {
  readonly fit: ModelFit;
}

/** Coarser files lose more than a smaller model in finer ones; they are proposed only where nothing else fits. */
const coarse = /^(ud-)?(i?q[123]|tq)/;
/** A context that a conversation with some text in it needs. */
const ROOMY = 8192;
/** Slower than this nobody waits for, and no subnet either. */
const LEAST_SPEED = 5;

/**
 * The best file for this computer: of those that fit, of the role asked for, fast enough where their speed is known, the
 * model with the most parameters (of a mixture of experts the geometric mean of all and active ones, as it answers between the
 * two), and of its files the finest that leaves room for a context of 8192 tokens. Where none fits whole, the smallest that fits
 * partly. Undefined where nothing fits at all. Pure.
 */
export function proposeModel(
  files: readonly FileToFit[],
  role: ModelRole,
  machine: Machine,
): Proposal | undefined {
  const candidates = files
    .filter(({ model }) => model.role === role)
    .map((file): Candidate => ({ ...file, fit: bestFit(file, machine) }));
  const whole = candidates.filter(({ fit }) => fit.verdict === "fits");
  const quick = whole.filter(({ fit }) => expectedSpeed(fit) >= LEAST_SPEED);
  const fine = quick.filter(({ file }) => !coarse.test(file.quantisation));
  const able = fine.filter(({ fit, ...file }) => isUsual(fit.run, contextOf(file)));
  const pool = [able, fine, quick, whole].find((some) => some.length > 0);
  if (pool !== undefined) {
    const best = finest(pool);
    return proposal(best, whole, machine);
  }
  const partly = candidates
    .filter(({ fit }) => fit.verdict === "partly")
    .sort((a, b) => a.file.sizeBytes - b.file.sizeBytes)[0];
  return partly === undefined ? undefined : proposal(partly, [], machine);
}

function finest(pool: readonly Candidate[]): Candidate {
  const top = Math.max(...pool.map(worth));
  const ofBest = pool.filter((candidate) => worth(candidate) === top);
  const roomy = ofBest.filter(
    ({ fit, ...file }) => fit.run.contextSize >= Math.min(ROOMY, contextOf(file)),
  );
  const ordered = (roomy.length > 0 ? roomy : ofBest).toSorted(
    (a, b) => b.file.sizeBytes - a.file.sizeBytes,
  );
  return ordered[0] as Candidate;
}

/** The middle of the interval on the scale that speeds differ on; fast enough where nothing is known. */
function expectedSpeed({ speed }: ModelFit): number {
  return speed === undefined ? LEAST_SPEED : Math.sqrt(speed.decode.low * speed.decode.high);
}

/** Long enough for a question with its answer, and with the cache that the network's other miners have. */
function isUsual({ contextSize, cacheType }: RunShape, trained: number): boolean {
  return cacheType === "f16" && contextSize >= Math.min(usualRun.contextSize, trained);
}

function contextOf({ facts, model }: FileToFit): number {
  return facts?.contextLength ?? model.contextLength ?? ROOMY;
}

function worth({ model }: FileToFit): number {
  return Math.sqrt(model.parameters * (model.activeParameters ?? model.parameters));
}

function proposal(best: Candidate, whole: readonly Candidate[], machine: Machine): Proposal {
  const { model, file, fit, facts } = best;
  const because: Proposal["because"][number][] = [];
  const add = (key: string, values: Record<string, string | number> = {}): void => {
    because.push({ key, values });
  };
  const available = Math.round(availableBytes(machine.hardware));
  if (fit.verdict === "fits") {
    add("fits", { needed: fit.total.high, available });
    add("largest", { name: model.name, count: new Set(whole.map((one) => one.model.id)).size });
    if (model.files.length > 1) add("quantisation", { quantisation: file.quantisation });
    if (fit.run.contextSize > 0) add("context", { tokens: fit.run.contextSize });
  } else {
    add("partly", { layers: fit.gpuLayers, of: fit.layers });
  }
  if (model.activeParameters !== undefined) {
    add("experts", { percent: Math.round((100 * model.activeParameters) / model.parameters) });
  }
  if (fit.speed !== undefined) {
    const { low, high } = fit.speed.decode;
    add(fit.speed.basis === "measured" ? "measured" : "speed", { low, high });
  }
  if (fit.basis === "learned") add("learned", { count: fit.loads });
  if (facts === undefined) add("estimated");
  return {
    ...{ model: model.id, file: offeredFileId(model, file), name: model.name },
    ...{ quantisation: file.quantisation, fit, because },
  };
}
