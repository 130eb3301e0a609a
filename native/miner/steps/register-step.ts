import { HearthError } from "../../api/errors.ts";
import { neverPaused, unlessPaused, whenRunning } from "../../governor/work-pause.ts";
import {
  defaultMaximumBurn,
  readBurn,
  readUid,
  registerHotkey,
} from "../../subnets/membership/registration.ts";
import { requireSameKey } from "../../wallet/same-key.ts";
import type { StepFacts } from "../miner-machine.ts";
import type { MiningDependencies, MiningPlan } from "../mining-dependencies.ts";

/** What the register step came to. */
export interface Place {
  readonly uid: number;
  readonly facts: StepFacts;
}

/**
 * Makes sure that the hotkey has a place on the subnet: keeps the one it has, else pays for one with the coldkey, unlocked for this
 * one transaction. The key is unlocked at once, but nothing is paid before `ready` resolves, and nothing at all where validators could not be told where the
 * miner is: who cannot mine should not pay. While
 * the engine is paused, which may last for hours, the key is not held unlocked: only the password is checked.
 * Throws what `ready` rejects with, PASSWORD_REQUIRED, ADDRESS_UNKNOWN, WRONG_PASSWORD, REGISTRATION_CLOSED, SLIPPAGE_TOO_HIGH, BALANCE_TOO_LOW and more.
 */
export async function takePlace(
  {
    chain,
    wallets,
    signer,
    whereabouts,
    pause = neverPaused,
  }: Pick<
    MiningDependencies<never, never>,
    "chain" | "wallets" | "signer" | "whereabouts" | "pause"
  >,
  plan: MiningPlan,
  hotkey: string,
  ready: Promise<unknown>,
  signal: AbortSignal,
): Promise<Place> {
  await chain.whenConnected(signal);
  const had = await readUid(chain, plan.netuid, hotkey);
  if (had !== undefined) return { uid: had, facts: { uid: had } };
  const { password } = plan;
  if (password === undefined) throw passwordNeeded();
  await whereabouts.expect(signal);
  const maximumBurn = plan.maximumBurn ?? defaultMaximumBurn(await readBurn(chain, plan.netuid));
  const keyfile = await wallets.encryptedColdkey(plan.wallet);
  const shown = await wallets.coldkeyAddress(plan.wallet);
  for (;;) {
    const waits = pause.reason() !== undefined;
    let cut = false;
    const onPause = (): void => {
      cut = true;
    };
    try {
      const registration = await signer.withColdkey(
        keyfile,
        password,
        async (coldkey) => {
          requireSameKey(shown, coldkey.address);
          if (waits) return undefined;
          await unlessPaused(ready, pause, onPause);
          const place = { chain, netuid: plan.netuid, hotkey, coldkey, maximumBurn, signal };
          return registerHotkey(place);
        },
        signal,
      );
      if (registration !== undefined) {
        const { uid, block, burn } = registration;
        return { uid, facts: { uid, block, paid: burn.toString() } };
      }
    } catch (error) {
      // The pause may have ended while the signer's process did.
      if (!cut || !(error instanceof HearthError) || error.code !== "PAUSED") throw error;
    }
    await whenRunning(pause, signal);
  }
}

/** The one reason for which mining asks for the coldkey. */
export function passwordNeeded(): HearthError {
  return new HearthError("PASSWORD_REQUIRED", {
    reason: "The hotkey must be registered first, and your coldkey pays for it.",
  });
}
