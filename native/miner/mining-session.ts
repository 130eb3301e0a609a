import { HearthError, toHearthError } from "../api/errors.ts";
import type { MiningStepName } from "../api/mining.ts";
import { UNITS_PER_COIN } from "../api/units.ts";
import { readEpoch } from "../chain/reads/epoch.ts";
import type { NeuronRecord } from "../chain/reads/neurons.ts";
import { loadWhenRunning } from "../governor/load-when-running.ts";
import { neverPaused } from "../governor/work-pause.ts";
import { watchMetagraph } from "../subnets/membership/metagraph-watch.ts";
import type { KnownCaller } from "./endpoint/callers.ts";
import type { EndpointEvent } from "./endpoint/endpoint-events.ts";
import type { Happening, StepFacts } from "./miner-machine.ts";
import type { MiningDependencies, MiningPlan } from "./mining-dependencies.ts";
import { type ModelNews, openModel } from "./mining-model.ts";
import { rankOf } from "./rank.ts";
import { hostPort } from "./reach/status.ts";
import { type EpochReward, watchRewards } from "./rewards.ts";
import { announce } from "./steps/announce.ts";
import { openDoor } from "./steps/endpoint-step.ts";
import { keepReachable } from "./steps/keep-reachable.ts";
import { keepModel } from "./steps/model-step.ts";
import { takePlace } from "./steps/register-step.ts";

/** Failures of a load that may be over by the next try. */
const PASSING: ReadonlySet<string> = new Set(["MODEL_TOO_LARGE", "CANCELLED", "NOT_READY"]);

/** A failure of a step, with the step it belongs to. */
class StepFailure extends Error {
  readonly step: MiningStepName;
  readonly reason: HearthError;
  constructor(step: MiningStepName, reason: HearthError) {
    super(`${step}: ${reason.message}`, { cause: reason });
    this.step = step;
    this.reason = reason;
  }
}

/**
 * One click's work, from the check of the hardware until `signal` aborts: everything it starts it ends before it returns. What
 * happens is told to `tell`; a step that fails is told as "failed" and ends the session. Never throws.
 */
export async function runSession<Challenge, Answer>(
  dependencies: MiningDependencies<Challenge, Answer>,
  plan: MiningPlan,
  tell: (happening: Happening) => void,
  signal: AbortSignal,
): Promise<void> {
  const closers: (() => void | Promise<void>)[] = [];
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  try {
    const lose = (step: MiningStepName, error: HearthError): void =>
      lost.reject(new StepFailure(step, error));
    await walk(dependencies, plan, tell, signal, closers, lose, lost.promise);
    await Promise.race([lost.promise, aborted(signal)]);
  } catch (error) {
    if (!signal.aborted) {
      const failure =
        error instanceof StepFailure ? error : new StepFailure("hardware", toHearthError(error));
      const { code, detail } = failure.reason;
      tell({ kind: "failed", step: failure.step, error: { code, detail } });
    }
  } finally {
    for (const close of closers.reverse()) await close();
    plan.requests.close();
  }
}

async function walk<Challenge, Answer>(
  dependencies: MiningDependencies<Challenge, Answer>,
  plan: MiningPlan,
  tell: (happening: Happening) => void,
  signal: AbortSignal,
  closers: (() => void | Promise<void>)[],
  lose: (step: MiningStepName, error: HearthError) => void,
  lost: Promise<never>,
): Promise<void> {
  const { chain, engine, mechanism, pause = neverPaused } = dependencies;
  const { netuid } = plan;
  const hotkey = await dependencies.wallets.hotkey(plan.wallet, plan.hotkey);
  tell({ kind: "figures", figures: { hotkeyAddress: hotkey.address } });

  async function step<T>(
    name: MiningStepName,
    work: () => Promise<{ readonly result: T; readonly facts: StepFacts }>,
  ): Promise<T> {
    signal.throwIfAborted();
    tell({ kind: "begun", step: name });
    try {
      const { result, facts } = await work();
      signal.throwIfAborted();
      tell({ kind: "done", step: name, facts });
      return result;
    } catch (error) {
      throw new StepFailure(name, toHearthError(error));
    }
  }

  await step("hardware", async () => {
    const { devices } = await dependencies.hardware();
    const device = devices.find((one) => one.kind === "gpu") ?? devices[0];
    const facts = {
      device: device?.name ?? "",
      kind: device?.kind ?? "cpu",
      devices: devices.length,
    };
    return { result: undefined, facts };
  });

  const news: ModelNews = {
    onModel: ({ id, backend, bytes }) => {
      tell({ kind: "figures", figures: { model: id } });
      tell({ kind: "facts", step: "model", facts: { model: id, backend, bytes } });
    },
    onMissing: (missing) => {
      if (missing === undefined) return tell({ kind: "done", step: "model" });
      const { code, detail } = missing.error;
      tell({ kind: "begun", step: "model", error: { code, detail } });
    },
  };
  // The coldkey takes seconds to unlock, by design; the model loads meanwhile.
  const unplaced = new AbortController();
  const loading = step("model", async () => {
    const stop = AbortSignal.any([signal, unplaced.signal]);
    const { served, atOnce } = await openModel(dependencies, plan, news, stop);
    closers.push(() => served.close());
    const { id, backend, bytes } = served.current();
    tell({ kind: "figures", figures: { model: id, atOnce } });
    return { result: served, facts: { model: id, backend, bytes } };
  });
  const registering = step("register", async () => {
    const place = await takePlace(dependencies, plan, hotkey.address, loading, signal);
    tell({ kind: "figures", figures: { uid: place.uid } });
    return { result: place, facts: place.facts };
  });
  let first: unknown;
  loading.catch((error: unknown) => {
    first ??= error;
  });
  registering.catch((error: unknown) => {
    first ??= error;
    // Who has no place needs no model, least of all one that waits for the end of a pause.
    unplaced.abort();
  });
  // Both are awaited, so that neither goes on alone when the other fails.
  await Promise.allSettled([loading, registering]);
  if (first !== undefined) throw first;
  const [served, { uid }] = await Promise.all([loading, registering]);

  let asked = served.current().id;
  const keeper = keepModel({
    onEngine: dependencies.onEngine,
    load: async () => {
      await served.settled();
      asked = served.current().id;
      return loadWhenRunning(engine, pause, served.current().file, served.options(), signal);
    },
    signal,
    onDown: (status) => {
      const reason = status.lastError ?? status.state;
      const gone = status.state === "gave-up" || status.state === "stopped";
      if (gone) return lose("model", new HearthError("ENGINE_FAILED", { reason }));
      // An engine that did not let go of its memory was ended on purpose, and is not needed just now.
      if (pause.reason() !== undefined) return;
      tell({ kind: "begun", step: "model", error: { code: "ENGINE_DOWN", detail: { reason } } });
    },
    onUp: (loaded) => {
      served.reloaded(loaded);
      tell({ kind: "done", step: "model" });
    },
    onLost: (error) => {
      // Another one serves in its place, and was loaded by another way.
      if (served.current().id !== asked) return;
      // What does not fit or cannot be read now may later, or another file does; everything else ends it.
      if (PASSING.has(error.code)) served.lost(asked, error);
      else lose("model", error);
    },
  });
  closers.push(() => keeper.close());
  const unhear = dependencies.onModelLost?.(served.lost);
  closers.push(() => unhear?.());

  let callers: ReadonlyMap<string, KnownCaller> = new Map();
  const onNeurons = (neurons: readonly NeuronRecord[]): void => {
    callers = new Map(
      neurons.map((one) => [one.hotkey, { permit: one.validatorPermit, uid: one.uid }]),
    );
    if (neurons.find((one) => one.uid === uid)?.hotkey !== hotkey.address) {
      const what = `The place of ${plan.hotkey} on subnet ${netuid}`;
      lose("register", new HearthError("NOT_FOUND", { what }));
      return;
    }
    tell({ kind: "figures", figures: { rank: rankOf(neurons, uid) } });
  };
  const metagraph = watchMetagraph({ chain, netuid, onChange: onNeurons });
  closers.push(() => metagraph.close());

  plan.onServing(served);
  // Nobody is let in before it is known who they are.
  const acquainted = metagraph.refresh();
  const reachable = keepReachable({
    whereabouts: dependencies.whereabouts,
    open: async (door) => {
      await acquainted;
      return openDoor(chain, netuid, door, {
        mechanism,
        answer: (challenge, stop) =>
          served.use(({ id, file }) => {
            const model = { id, sha256: file.sha256 };
            return mechanism.answer(challenge, { engine, model }, stop);
          }, stop),
        me: hotkey.address,
        callers: () => callers,
        paused: () => pause.reason() !== undefined,
        onEvent: (event) => {
          const caller = event.caller === undefined ? undefined : callers.get(event.caller);
          plan.requests.hear(event, caller);
          const happening = happeningOf(event);
          if (happening) tell(happening);
        },
        // As many as the model in memory has sequences, which a swap or a person's own load may have changed.
        queue: { lanes: () => served.current().sequences, perCaller: 4, total: 32 },
        now: dependencies.now,
      });
    },
    announce: async ({ ip, port }, until, ended) => {
      const onWait = (untilBlock: number): void =>
        tell({ kind: "facts", step: "announce", facts: { block: untilBlock } });
      const place = { chain, netuid, hotkey, ip, port, onWait, signal: until, ended };
      const { block } = await announce(place);
      const address = hostPort(ip, port);
      const facts: StepFacts = block === undefined ? { address } : { address, block };
      return facts;
    },
    tell,
    lose,
    signal,
  });
  closers.push(() => reachable.close());
  // An address may be waited for for days; what ends mining is heard meanwhile.
  await Promise.race([reachable.opened, lost]);
  signal.throwIfAborted();

  closers.push(
    watchRewards({
      chain,
      netuid,
      uid,
      onEpoch: (reward) => {
        dependencies.onReward?.({ ...reward, netuid, uid });
        if (reward.alpha > 0n) tell({ kind: "rewarded", facts: rewardFacts(reward) });
        refreshFigures();
      },
    }),
  );
  const refreshFigures = (): void => {
    metagraph.refresh().catch(() => undefined);
    readEpoch(chain, netuid).then(
      ({ nextEpochBlock }) => {
        if (nextEpochBlock !== undefined) tell({ kind: "figures", figures: { nextEpochBlock } });
      },
      () => undefined,
    );
  };

  await Promise.race([reachable.announced, lost]);
  signal.throwIfAborted();
  refreshFigures();
}

function rewardFacts({ block, alpha, price }: EpochReward): StepFacts {
  const taoValue = (alpha * price) / UNITS_PER_COIN;
  return { block, alpha: alpha.toString(), taoValue: taoValue.toString() };
}

/** What the miner's own state hears of; single steps of a request are the log's alone. */
function happeningOf(event: EndpointEvent): Happening | undefined {
  switch (event.kind) {
    case "received":
      return { kind: "challenge-received", validator: event.caller };
    case "answered":
      return { kind: "challenge-answered", millis: event.millis };
    case "refused":
      return { kind: "challenge-refused" };
    case "failed":
      return { kind: "challenge-failed" };
    case "started":
    case "committed":
      return undefined;
    default:
      return event satisfies never;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
