import { HearthError } from "../api/errors.ts";
import type { ValidatorQuote, ValidatorStatus } from "../api/validator.ts";
import { knownSubnet } from "../subnets/membership/known-subnet.ts";
import { createChannel } from "../timeline/channel.ts";
import { passwordNeeded, whatIsMissing } from "./entry.ts";
import { quoteEntry } from "./entry-quote.ts";
import type { ValidatingDependencies, ValidatingPlan } from "./validator-dependencies.ts";
import {
  advance,
  type ValidatorState,
  validatorOff,
  validatorStatusOf,
} from "./validator-machine.ts";
import { runValidator, type ValidatorHappening } from "./validator-session.ts";
import { validatorLine } from "./validator-timeline.ts";

/** What a start may say; everything has a default. */
export interface ValidatingStart {
  readonly wallet?: string | undefined;
  readonly hotkey?: string | undefined;
  readonly netuid?: number | undefined;
  /** Rao as decimal digits. */
  readonly stake?: string | undefined;
  /** The most rao for a place, and the most to stake, as decimal digits. */
  readonly maximumBurn?: string | undefined;
  readonly maximumStake?: string | undefined;
  readonly password?: string | undefined;
}

/** The validator of this node: one switch. */
export interface Validating {
  /** What a start would take from the wallet now. Throws WALLET_NOT_FOUND, KEYFILE_DAMAGED, CHAIN_UNREACHABLE. */
  quote(
    input: Pick<ValidatingStart, "wallet" | "hotkey" | "netuid" | "stake">,
  ): Promise<ValidatorQuote>;
  /**
   * Switches on and returns at once; the steps follow in the status. Throws VALIDATOR_RUNNING, WALLET_NOT_FOUND,
   * PASSWORD_REQUIRED (where the coldkey is known to have to pay), KEYFILE_DAMAGED.
   */
  start(input: ValidatingStart): Promise<ValidatorStatus>;
  /** Switches off at once; questions on their way are aborted. Switching off what is off does nothing. */
  stop(): Promise<ValidatorStatus>;
  status(): ValidatorStatus;
  /** The status now and after every change. */
  watch(signal?: AbortSignal): AsyncGenerator<ValidatorStatus, void, void>;
  onStatus(listener: (status: ValidatorStatus) => void): () => void;
  close(): Promise<void>;
}

/** Builds the validator of this node; nothing runs until `start`. */
export function createValidating<Challenge, Answer>(
  dependencies: ValidatingDependencies<Challenge, Answer>,
): Validating {
  const { chain, wallets } = dependencies;
  const statuses = createChannel<ValidatorStatus>();
  let state: ValidatorState = validatorOff;
  let session: { readonly stopping: AbortController; readonly ended: Promise<void> } | undefined;
  let starting = false;

  const status = (): ValidatorStatus => validatorStatusOf(state);

  function tell(happening: ValidatorHappening): void {
    const before = state;
    const event = { ...happening, at: dependencies.now() };
    state = advance(before, event);
    if (state === before) return;
    const line = validatorLine(before, event);
    if (line !== undefined) dependencies.timeline.write(line);
    statuses.publish(status());
  }

  async function settle(input: ValidatingStart): Promise<ValidatingPlan> {
    const wallet =
      input.wallet === undefined
        ? (await wallets.list()).find((one) => one.damaged === undefined)
        : await wallets.find(input.wallet);
    if (wallet === undefined) throw new HearthError("WALLET_NOT_FOUND", { name: "default" });
    return {
      wallet: wallet.name,
      hotkey: input.hotkey ?? "validator",
      netuid: knownSubnet(input.netuid, dependencies.netuid),
      password: input.password,
      stake: amountOf(input.stake),
      maximumBurn: amountOf(input.maximumBurn),
      maximumStake: amountOf(input.maximumStake),
    };
  }

  /** The address of the hotkey, or undefined where it is not made yet. */
  async function hotkeyOf(plan: ValidatingPlan): Promise<string | undefined> {
    const { hotkeys } = await wallets.find(plan.wallet);
    return hotkeys.find((one) => one.name === plan.hotkey)?.address;
  }

  /** Asked before anything runs, so that the page can ask for the password where it stands. */
  async function checkPassword(plan: ValidatingPlan): Promise<void> {
    if (plan.password !== undefined || chain.state().connection !== "connected") return;
    const hotkey = await hotkeyOf(plan);
    if (hotkey === undefined) throw passwordNeeded();
    const coldkey = await wallets.coldkeyAddress(plan.wallet);
    const missing = await whatIsMissing(chain, plan, hotkey, coldkey);
    if (missing.registration || missing.stake > 0n) throw passwordNeeded();
  }

  async function begin(plan: ValidatingPlan): Promise<void> {
    await checkPassword(plan);
    const { wallet, hotkey, netuid } = plan;
    tell({ kind: "start", wallet, hotkey, netuid });
    const stopping = new AbortController();
    // A stopped session tells nothing more: what follows it may be a new one.
    const heard = (happening: ValidatorHappening): void => {
      if (!stopping.signal.aborted) tell(happening);
    };
    session = { stopping, ended: runValidator(dependencies, plan, heard, stopping.signal) };
  }

  async function stop(): Promise<ValidatorStatus> {
    const running = session;
    tell({ kind: "stop" });
    if (running === undefined) return status();
    running.stopping.abort(new HearthError("CANCELLED"));
    await running.ended;
    if (session === running) {
      session = undefined;
      tell({ kind: "stopped" });
    }
    return status();
  }

  return {
    status,
    stop,
    async quote(input) {
      const plan = await settle(input);
      const coldkey = await wallets.coldkeyAddress(plan.wallet);
      return quoteEntry(chain, plan, await hotkeyOf(plan), coldkey);
    },
    async start(input) {
      if (starting || (state.kind !== "off" && state.kind !== "failed")) {
        throw new HearthError("VALIDATOR_RUNNING");
      }
      starting = true;
      try {
        await session?.ended;
        session = undefined;
        await begin(await settle(input));
      } finally {
        starting = false;
      }
      return status();
    },
    watch: (signal) => statuses.followFrom(status, signal),
    onStatus: (listener) => statuses.listen(listener),
    close: async () => {
      await stop();
    },
  };
}

function amountOf(digits: string | undefined): bigint | undefined {
  return digits === undefined ? undefined : BigInt(digits);
}
