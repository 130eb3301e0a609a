import { HearthError, toHearthError } from "../api/errors.ts";
import { loadWhenRunning } from "../governor/load-when-running.ts";
import { neverPaused } from "../governor/work-pause.ts";
import { challengeContext } from "../subnets/challenge-context.ts";
import type { Keypair } from "../wallet/keypair.ts";
import { payEntry, whatIsMissing } from "./entry.ts";
import { startValidatorLoop } from "./loop.ts";
import type { ValidatingDependencies, ValidatingPlan } from "./validator-dependencies.ts";
import type { ValidatorEvent } from "./validator-machine.ts";

/** An event before it has a time. */
export type ValidatorHappening = ValidatorEvent extends infer E
  ? E extends ValidatorEvent
    ? Omit<E, "at">
    : never
  : never;

/**
 * One switch-on: hotkey, registration, stake, reference model, then rounds until `signal` aborts. Ends all that it starts. Never
 * throws; what fails is told.
 */
export async function runValidator<Challenge, Answer>(
  dependencies: ValidatingDependencies<Challenge, Answer>,
  plan: ValidatingPlan,
  tell: (happening: ValidatorHappening) => void,
  signal: AbortSignal,
): Promise<void> {
  const { chain, engine, mechanism, pause = neverPaused } = dependencies;
  let release: (() => void) | undefined;
  try {
    const hotkey = await ensureHotkey(dependencies, plan);
    tell({ kind: "identified", address: hotkey.address });
    await chain.whenConnected(signal);
    const coldkey = await dependencies.wallets.coldkeyAddress(plan.wallet);
    const missing = await whatIsMissing(chain, plan, hotkey.address, coldkey);
    if (missing.registration || missing.stake > 0n) {
      await payEntry(dependencies, plan, hotkey.address, missing, tell, signal);
    }
    tell({ kind: "step", step: "model" });
    const room = challengeContext(mechanism);
    const file = await dependencies.reference();
    release = dependencies.modelUsers?.use(file.id, "validator");
    await loadWhenRunning(engine, pause, file, room, signal);
    const allowedModels = await dependencies.allowedModels();
    tell({ kind: "step", step: "permit" });
    signal.throwIfAborted();
    const loop = startValidatorLoop({
      chain,
      netuid: plan.netuid,
      hotkey,
      mechanism,
      paused: pause.reason,
      // Loading again is how a round meets an engine that was restarted: at once where the model is there.
      bench: async (stop) => {
        await engine.load(file, room, stop);
        return { engine, model: { id: file.id, sha256: file.sha256 } };
      },
      allowedModels,
      dial: dependencies.dial,
      onEvent: (event) => tell({ kind: "loop", event }),
    });
    await aborted(signal);
    await loop.close();
  } catch (error) {
    if (signal.aborted) return;
    const { code, detail } = toHearthError(error);
    tell({ kind: "failed", error: { code, detail } });
  } finally {
    release?.();
  }
}

async function ensureHotkey(
  { wallets }: Pick<ValidatingDependencies<never, never>, "wallets">,
  plan: ValidatingPlan,
): Promise<Keypair> {
  try {
    return await wallets.hotkey(plan.wallet, plan.hotkey);
  } catch (error) {
    if (!(error instanceof HearthError) || error.code !== "HOTKEY_NOT_FOUND") throw error;
    return wallets.addHotkey(plan.wallet, plan.hotkey);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
