import { create } from "zustand";
import type { MiningStatus } from "../../../native/api/mining.ts";
import { api } from "../../app/api.ts";
import { type PageError, toPageError } from "../../app/page-error.ts";
import { useMining } from "../../stores/mining.ts";
import { useSigning } from "../../stores/wallet.ts";
import { keepOpener } from "../../ui/layout/opener.ts";

/** What a registration would cost now. */
export interface RegistrationQuote {
  readonly netuid: number;
  readonly burn: string;
  readonly free: string;
}

interface ControlStore {
  readonly busy: boolean;
  readonly error: PageError | undefined;
  /** Set while the dialog asks for the password, since the hotkey must be registered first. */
  readonly asking: RegistrationQuote | undefined;
  /** Model for the next start; undefined lets the node choose. */
  readonly model: string | undefined;
  /** Gives the focus back to the button that asked to start. */
  readonly returnFocus: () => void;
}

/** State of the one button that starts and stops mining, wherever it is shown. */
export const useControl = create<ControlStore>(() => ({
  busy: false,
  error: undefined,
  asking: undefined,
  model: undefined,
  returnFocus: () => {},
}));

/** Chooses the model of the next start. */
export function chooseModel(model: string | undefined): void {
  useControl.setState({ model });
}

/** Closes the password dialog without starting. */
export function dismissQuestion(): void {
  useControl.setState({ asking: undefined, error: undefined });
}

/** Starts mining, or asks for the password first where the hotkey is not registered yet. */
export async function startMining(): Promise<void> {
  if (!useControl.getState().busy) useControl.setState({ returnFocus: keepOpener() });
  await guarded(async () => {
    const quote = await api.mining.quote({});
    if (quote.registered) await start();
    else useControl.setState({ asking: quote });
  });
}

/** Starts with the password that pays the registration, at most the price that was shown and a quarter. */
export async function confirmStart(password: string): Promise<void> {
  const { asking } = useControl.getState();
  if (asking === undefined) return;
  const maximumBurn = worstBurn(asking.burn).toString();
  await guarded(async () => {
    await useSigning.getState().during(() => start({ password, maximumBurn }));
    useControl.setState({ asking: undefined });
  });
}

/** The most that a registration quoted at `burn` may take: a quarter more, since the price moves with each block. */
export function worstBurn(burn: string): bigint {
  return (BigInt(burn) * 5n) / 4n;
}

/** Stops mining at once. */
export async function stopMining(): Promise<void> {
  await guarded(async () => useMining.getState().take(await api.mining.stop({})));
}

async function start(payment: { password?: string; maximumBurn?: string } = {}): Promise<void> {
  const { model } = useControl.getState();
  const input = model === undefined ? payment : { ...payment, model };
  useMining.getState().take(await api.mining.start(input));
}

async function guarded(work: () => Promise<void>): Promise<void> {
  if (useControl.getState().busy) return;
  useControl.setState({ busy: true, error: undefined });
  try {
    await work();
  } catch (error) {
    useControl.setState({ error: toPageError(error) });
  } finally {
    useControl.setState({ busy: false });
  }
}

/** True while mining is on, or on its way in or out. */
export function isOn(state: MiningStatus["state"]): boolean {
  return state !== "off" && state !== "failed";
}

/** The button's state and what it can do now. */
export function useMiningControl() {
  const { busy, error, asking } = useControl();
  const state = useMining((store) => store.data.value?.state);
  return {
    busy,
    error,
    asking,
    state,
    canStop: state !== undefined && isOn(state),
    start: startMining,
    stop: stopMining,
  };
}
