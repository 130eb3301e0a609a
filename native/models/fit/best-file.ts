import type { ModelFit } from "../../api/models.ts";
import type { FileToFit } from "./file-fit.ts";
import { usualRun } from "./run-plan.ts";
import { middleOf } from "./speed/speed.ts";

/** A file with the best way of running it here. */
export interface FittedFile extends FileToFit {
  readonly fit: ModelFit;
}

/** Coarser files lose more than a smaller model in finer ones; they are proposed only where nothing else fits. */
const coarse = /^(ud-)?(i?q[123]|tq)/;
/** A context that a conversation with some text in it needs. */
const ROOMY = 8192;
/** Slower than this nobody waits for, and no subnet either. */
const LEAST_SPEED = 5;

/**
 * Of the files that fit, fast enough where their speed is known and not too coarse: one of the model with the most parameters (of a
 * mixture of experts the geometric mean of all and active ones, as it answers between the two), and of its files the finest that
 * leaves room for a context of 8192 tokens. Each condition is dropped only where nothing meets it; undefined where nothing fits. The
 * same file of a model is chosen among all models' files and among its own. Pure.
 */
export function bestFile(files: readonly FittedFile[]): FittedFile | undefined {
  const whole = files.filter(({ fit }) => fit.verdict === "fits");
  const quick = whole.filter(({ fit }) => expectedSpeed(fit) >= LEAST_SPEED);
  const fine = quick.filter(({ file }) => !coarse.test(file.quantisation));
  const able = fine.filter((one) => isUsual(one.fit.run, contextOf(one)));
  const pool = [able, fine, quick, whole].find((some) => some.length > 0);
  return pool && finest(pool);
}

function finest(pool: readonly FittedFile[]): FittedFile | undefined {
  const top = Math.max(...pool.map(worth));
  const ofBest = pool.filter((candidate) => worth(candidate) === top);
  const roomy = ofBest.filter((one) => one.fit.run.contextSize >= Math.min(ROOMY, contextOf(one)));
  return (roomy.length > 0 ? roomy : ofBest).toSorted(
    (a, b) => b.file.sizeBytes - a.file.sizeBytes,
  )[0];
}

/** Fast enough where nothing is known. */
function expectedSpeed({ speed }: ModelFit): number {
  return speed === undefined ? LEAST_SPEED : middleOf(speed.decode);
}

/** Long enough for a question with its answer, and with the cache that the network's other miners have. */
function isUsual({ contextSize, cacheType }: ModelFit["run"], trained: number): boolean {
  return cacheType === "f16" && contextSize >= Math.min(usualRun.contextSize, trained);
}

function contextOf({ facts, model }: FileToFit): number {
  return facts?.contextLength ?? model.contextLength ?? ROOMY;
}

function worth({ model }: FileToFit): number {
  return Math.sqrt(model.parameters * (model.activeParameters ?? model.parameters));
}
