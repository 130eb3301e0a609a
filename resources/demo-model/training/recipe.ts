/** Everything that decides what the demo model becomes: same recipe, same bits, on any number of threads. */
import { tokeniseDocument } from "./chat-template.ts";
import { type ChatDocument, corpus, heldOut } from "./corpus.ts";
import { initialParameters } from "./initial.ts";
import { DEMO_SHAPE } from "./layout.ts";
import { type Tokenizer, textEncoder, trainTokenizer } from "./tokenizer.ts";
import { train } from "./trainer.ts";
import { windowCutter } from "./windows.ts";

/** Seeds and sizes of the demo model's training. */
export const RECIPE = {
  corpusSeed: 1,
  documents: 40_000,
  tokenizerDocuments: 4_000,
  heldOutSeed: 2,
  heldOutDocuments: 400,
  initialSeed: 1,
  steps: 2_000,
  windowsPerStep: 16,
} as const;

/** The documents that the demo model is trained on. */
export function trainingCorpus(): ChatDocument[] {
  return corpus(RECIPE.corpusSeed, RECIPE.documents);
}

/** The documents that perplexity is measured on; none of their questions is in the training corpus. */
export function heldOutCorpus(training: readonly ChatDocument[]): ChatDocument[] {
  return heldOut(RECIPE.heldOutSeed, RECIPE.heldOutDocuments, training);
}

/** The demo model's tokenizer, learnt from the head of the corpus. */
export function demoTokenizer(training: readonly ChatDocument[]): Tokenizer {
  const head = training.slice(0, RECIPE.tokenizerDocuments);
  const texts = head.flatMap((document) => document.map((turn) => turn.text));
  return trainTokenizer(texts, DEMO_SHAPE.vocabulary);
}

/** Trains the demo model; about ten minutes on two idle cores. `onStep` hears the mean loss in nats. */
export function trainDemo(
  training: readonly ChatDocument[],
  tokenizer: Tokenizer,
  onStep: (step: number, loss: number) => void,
): Promise<Float32Array> {
  const encode = textEncoder(tokenizer);
  const documents = training.map((document) => tokeniseDocument(document, encode));
  const cut = windowCutter(documents, DEMO_SHAPE.context);
  return train({
    shape: DEMO_SHAPE,
    initial: initialParameters(DEMO_SHAPE, RECIPE.initialSeed),
    steps: RECIPE.steps,
    threads: 2,
    windowsOf: (step) => cut(step, RECIPE.windowsPerStep),
    onStep,
  });
}
