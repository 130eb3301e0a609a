import { HearthError, toHearthError } from "../../api/errors.ts";
import type { Concession, LoadedModel, LoadOptions, ModelFile } from "../engine-port.ts";
import type { GpuChoice } from "../llama/runtime/llama-runtime.ts";
import { type Below, LEAST_CONTEXT, type LoadFailure, nextRung, type Rung } from "./load-ladder.ts";
import type { Wanted } from "./vain-layers.ts";

/** What a load goes through: one life of the process after the other. */
export interface ClimbPorts<Life> {
  /** The running engine. After a failed attempt (`again`) also one that was given up meanwhile is started once more. */
  ready(signal: AbortSignal, again: boolean): Promise<Life>;
  choiceOf(life: Life): GpuChoice;
  /** Sends one load; `undefined` where the process ended before it was sent, so that the load is not to blame. */
  send(
    life: Life,
    file: ModelFile,
    options: LoadOptions,
    signal: AbortSignal,
  ): Promise<LoadedModel | undefined>;
  /** The compute layer below the one that failed to hold what was wanted, where it may be taken. */
  below(life: Life, failure: LoadFailure, wanted: Wanted): Pick<Below, "choice" | "names">;
  /** Begins anew on another compute layer. */
  take(life: Life, choice: GpuChoice, failure: LoadFailure): void;
  /** The next smaller file of the same model among `allowed`, where there is one here. */
  smaller(file: ModelFile, allowed: readonly string[] | undefined): Promise<ModelFile | undefined>;
  /** Tokens of the context that a file gets where its load tells no size. */
  defaultContext(file: ModelFile, options: LoadOptions): Promise<number>;
  onConcession(concession: Concession, file: ModelFile): void;
}

/**
 * Loads a model, giving up what it may until it loads. Throws what the first attempt failed with where nothing that was tried helped
 * and memory was the matter, else the last failure.
 */
export async function climb<Life>(
  file: ModelFile,
  options: LoadOptions,
  ports: ClimbPorts<Life>,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const concessions: Concession[] = [];
  const limits = {
    concede: options.concede ?? "backend",
    leastContext: Math.min(
      options.contextSize ?? Number.POSITIVE_INFINITY,
      options.leastContext ?? LEAST_CONTEXT,
    ),
  };
  let rung: Rung | undefined;
  let contextSize = options.contextSize;
  for (;;) {
    const life = await ports.ready(signal, concessions.length > 0);
    rung = {
      ...(rung ?? { file, tried: [file.sha256], contextSize: 0 }),
      choice: ports.choiceOf(life),
    };
    const wish = contextSize === undefined ? options : { ...options, contextSize };
    try {
      const loaded = await ports.send(life, rung.file, wish, signal);
      if (loaded !== undefined) return { ...loaded, concessions: told(concessions, loaded) };
    } catch (error) {
      const failure = failureOf(error, signal);
      if (failure === undefined) throw error;
      contextSize ??= await ports.defaultContext(rung.file, options);
      const smaller =
        limits.concede === "quantisation"
          ? await ports.smaller(rung.file, options.allowed)
          : undefined;
      const below = {
        ...ports.below(life, failure, { file: rung.file, options: { ...options, contextSize } }),
        ...(smaller === undefined ? {} : { smaller }),
      };
      const next = nextRung({ ...rung, contextSize }, failure, below, limits);
      if (next === undefined) throw error;
      if (next.concession.step === "backend") ports.take(life, next.rung.choice, failure);
      rung = next.rung;
      contextSize = rung.contextSize;
      concessions.push(next.concession);
      ports.onConcession(next.concession, file);
    }
  }
}

/** Which layer a choice leads to is known only once it runs: the last change of layer went to the one that the model is on. */
function told(concessions: readonly Concession[], { backend }: LoadedModel): readonly Concession[] {
  const last = concessions.findLastIndex(({ step }) => step === "backend");
  return concessions.map((one, index) => (index === last ? { ...one, to: backend } : one));
}

/** What a ladder can help with; undefined for everything else, such as a damaged file or a caller who left. */
function failureOf(error: unknown, signal: AbortSignal): LoadFailure | undefined {
  if (signal.aborted || !(error instanceof HearthError)) return undefined;
  const { code, detail } = toHearthError(error);
  if (code === "ENGINE_DOWN") return { kind: "died", reason: String(detail.reason ?? code) };
  if (code !== "MODEL_TOO_LARGE") return undefined;
  const { needed, available } = detail;
  const reason = `${needed} bytes needed, ${available} free`;
  if (typeof needed !== "number" || typeof available !== "number") {
    return { kind: "too-large", reason };
  }
  return { kind: "too-large", reason, shortage: { needed, available } };
}
