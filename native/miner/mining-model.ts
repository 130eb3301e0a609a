import { HearthError } from "../api/errors.ts";
import type { AtOnce } from "../api/mining.ts";
import type { RunShape } from "../api/models.ts";
import type { LoadedModel, LoadOptions } from "../engine/engine-port.ts";
import { networkForm } from "../engine/identity.ts";
import { serveModel } from "../engine/serve-model.ts";
import type { Missing, ServedModel } from "../engine/served-model.ts";
import { loadWhenRunning } from "../governor/load-when-running.ts";
import { neverPaused, whenRunning } from "../governor/work-pause.ts";
import { challengeContext } from "../subnets/challenge-context.ts";
import { atOnceOf, chooseAtOnce, loadAtMost } from "./at-once.ts";
import type { MiningDependencies } from "./mining-dependencies.ts";

type Dependencies<Challenge, Answer> = Pick<
  MiningDependencies<Challenge, Answer>,
  | "engine"
  | "mechanism"
  | "model"
  | "sequences"
  | "allowedModels"
  | "modelUsers"
  | "pause"
  | "timeline"
  | "now"
>;

/** A model and how it is to run; both have a default. */
interface ModelWish {
  readonly model: string | undefined;
  readonly run?: RunShape | undefined;
}

/** What becomes of the model while it serves. */
export interface ModelNews {
  /** Another one serves: after a swap, or where only a smaller file could be loaded again. */
  readonly onModel: (model: LoadedModel) => void;
  /** Requests wait, since it could not be loaded again; with `undefined` when that is over. */
  readonly onMissing: (missing: Missing | undefined) => void;
}

/** A model that serves, with as many requests at once as were chosen for it. */
export interface OpenedModel {
  readonly served: ServedModel;
  readonly atOnce: AtOnce;
}

/** Loads the model to mine with and begins to serve with it. Throws BAD_INPUT as `swapModel`, and what loading throws. */
export async function openModel<Challenge, Answer>(
  dependencies: Dependencies<Challenge, Answer>,
  wish: ModelWish,
  news: ModelNews,
  signal: AbortSignal,
): Promise<OpenedModel> {
  const { engine, modelUsers, pause = neverPaused } = dependencies;
  const file = await dependencies.model(wish.model);
  const base = { ...(await minerOptions(dependencies)), ...shapeOf(dependencies, wish.run) };
  // From now on, or somebody could take it out again while it loads.
  const release = modelUsers?.use(file.id, "mining");
  try {
    const load = (options: LoadOptions): Promise<LoadedModel> =>
      loadWhenRunning(engine, pause, file, options, signal);
    // What a game holds now will be free by the time of the load.
    await whenRunning(pause, signal);
    const first = await chooseAtOnce(dependencies, file, wish.run);
    const { chosen, loaded } = await loadAtMost(load, base, first);
    const options = { ...base, sequences: chosen.sequences };
    const served = serve(dependencies, loaded, options, news, signal);
    return { served, atOnce: atOnceOf(served, chosen) };
  } finally {
    release?.();
  }
}

function serve<Challenge, Answer>(
  dependencies: Dependencies<Challenge, Answer>,
  loaded: LoadedModel,
  options: LoadOptions,
  news: ModelNews,
  signal: AbortSignal,
): ServedModel {
  const { engine, modelUsers, timeline, pause = neverPaused } = dependencies;
  return serveModel({
    engine: {
      load: (other, wish = {}, stop = signal) => loadWhenRunning(engine, pause, other, wish, stop),
      unload: engine.unload,
    },
    ...{ loaded, options, now: dependencies.now },
    ...(modelUsers === undefined
      ? {}
      : {
          onUse: (used) => modelUsers.use(used, "mining"),
          usedByOthers: (used) => modelUsers.of(used).some((user) => user !== "mining"),
        }),
    onSwapped: (from, to) => {
      timeline.write({
        level: "good",
        source: "mining",
        message: "mining.swapped",
        values: { from: from.id, to: to.id },
      });
      news.onModel(to);
    },
    onMissing: news.onMissing,
  });
}

/**
 * Exchanges the miner's model without dropping a request that was accepted. Throws BAD_INPUT for a model or a shape that answers no
 * challenge of this subnet, and what loading throws; the old model serves on then.
 */
export async function swapModel<Challenge, Answer>(
  dependencies: Dependencies<Challenge, Answer>,
  served: ServedModel,
  wish: ModelWish,
  signal: AbortSignal,
): Promise<AtOnce> {
  const file = await dependencies.model(wish.model);
  const options = await minerOptions(dependencies);
  if (options.allowed?.includes(file.sha256) === false) {
    throw refused(`this subnet's challenges do not allow ${file.id}`);
  }
  const shape = shapeOf(dependencies, wish.run);
  const chosen = await chooseAtOnce(dependencies, file, wish.run);
  await served.swap(file, { ...options, ...shape, sequences: chosen.sequences }, signal);
  return atOnceOf(served, chosen);
}

/** The shape that a swap gave the model that is served; undefined where it was given none. */
export function runOf(served: ServedModel): RunShape | undefined {
  const { contextSize, sequences } = served.options();
  if (contextSize === undefined || sequences === undefined) return undefined;
  return { contextSize, sequences, cacheType: networkForm.cacheType };
}

/** Load options for a shape. Throws BAD_INPUT for one that answers no challenge of this subnet. */
function shapeOf<Challenge, Answer>(
  { mechanism }: Dependencies<Challenge, Answer>,
  run: RunShape | undefined,
): Pick<LoadOptions, "contextSize" | "sequences"> {
  if (run === undefined) return {};
  const { contextTokens } = mechanism.description;
  if (run.cacheType !== networkForm.cacheType)
    throw refused(`this subnet compares answers with a cache of type ${networkForm.cacheType}`);
  if (run.contextSize < contextTokens)
    throw refused(`a challenge of this subnet can take ${contextTokens} tokens`);
  return { contextSize: run.contextSize, sequences: run.sequences };
}

function refused(reason: string): HearthError {
  return new HearthError("BAD_INPUT", { reason });
}

/** The miner's answers are judged by the file that it names: a smaller one is taken only where the subnet allows it. */
async function minerOptions<Challenge, Answer>({
  mechanism,
  allowedModels,
}: Dependencies<Challenge, Answer>): Promise<LoadOptions> {
  const base = challengeContext(mechanism);
  if (allowedModels === undefined) return { ...base, concede: "context" };
  return { ...base, concede: "quantisation", allowed: await allowedModels() };
}
