import { HearthError } from "../api/errors.ts";
import type { MiningStatus } from "../api/mining.ts";
import type { RunShape } from "../api/models.ts";
import { freeBalance } from "../chain/reads/account.ts";
import type { ServedModel, Swapping } from "../engine/served-model.ts";
import { neverPaused } from "../governor/work-pause.ts";
import { knownSubnet } from "../subnets/membership/known-subnet.ts";
import { readBurn, readUid } from "../subnets/membership/registration.ts";
import { createChannel } from "../timeline/channel.ts";
import { advance, type Happening, type MinerState, minerOff } from "./miner-machine.ts";
import { freshLeft, miningStatusOf } from "./miner-status.ts";
import type { MiningDependencies, MiningPlan } from "./mining-dependencies.ts";
import { runOf, swapModel } from "./mining-model.ts";
import { runSession } from "./mining-session.ts";
import { timelineLine } from "./mining-timeline.ts";
import { createRequestLog, type RequestLogFeed } from "./requests/request-log-feed.ts";
import { passwordNeeded } from "./steps/register-step.ts";

/** What a start may say; everything has a default. */
export interface MiningStart {
  readonly wallet?: string | undefined;
  readonly hotkey?: string | undefined;
  readonly password?: string | undefined;
  readonly model?: string | undefined;
  /** How the model is to run, as in `swap`. */
  readonly run?: RunShape | undefined;
  readonly netuid?: number | undefined;
  /** Rao as decimal digits. */
  readonly maximumBurn?: string | undefined;
}

/** The miner of this node: at most one, switched on and off. */
export interface Mining {
  /** What starting would cost now. */
  quote(
    input: Pick<MiningStart, "wallet" | "hotkey" | "netuid">,
  ): Promise<{ registered: boolean; netuid: number; burn: string; free: string }>;
  /**
   * Starts and returns at once; the steps follow in the status. Throws MINER_RUNNING, WALLET_NOT_FOUND, HOTKEY_NOT_FOUND,
   * PASSWORD_REQUIRED (where the hotkey is known not to be registered).
   */
  start(input: MiningStart): Promise<MiningStatus>;
  /** Stops at once: answers in flight are aborted, the port is free when it returns. Stopping what is off does nothing. */
  stop(): Promise<MiningStatus>;
  /** Stops and starts again as it is: with the same keys and the model it serves, in the shape that a swap gave it. Throws as `start`. */
  restart(): Promise<MiningStatus>;
  status(): MiningStatus;
  /** The status now and after every change, also when "earning" turns stale by time alone. */
  watch(signal?: AbortSignal): AsyncGenerator<MiningStatus, void, void>;
  /**
   * Exchanges its model while it answers, and returns when the new one serves. Throws NOT_READY where nothing is mined or another swap
   * goes on, BAD_INPUT for what challenges do not allow, and what loading throws: then the old model serves on.
   */
  swap(input: {
    readonly model: string;
    readonly run?: RunShape | undefined;
  }): Promise<MiningStatus>;
  /** The swap in work. */
  swapping(): Swapping | undefined;
  /** The log of requests over all sessions. */
  readonly requests: Pick<RequestLogFeed, "list" | "watch">;
  /** Calls `listener` with every change; returns the function that ends it. */
  onStatus(listener: (status: MiningStatus) => void): () => void;
  close(): Promise<void>;
}

interface Session {
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

/** Builds the miner of this node; nothing runs until `start`. */
export function createMining<Challenge, Answer>(
  dependencies: MiningDependencies<Challenge, Answer>,
): Mining {
  const { chain, wallets, now, pause = neverPaused } = dependencies;
  const statuses = createChannel<MiningStatus>();
  const requestLog = createRequestLog(now);
  let served: ServedModel | undefined;
  let state: MinerState = minerOff;
  let session: Session | undefined;
  let starting = false;
  let staleTimer: NodeJS.Timeout | undefined;

  let paused = pause.reason() !== undefined;

  const status = (): MiningStatus => miningStatusOf(state, now(), dependencies.pace(), paused);
  const unsubscribe = pause.onChange(() => {
    if (paused === (pause.reason() !== undefined)) return;
    paused = !paused;
    publish();
  });

  function tell(happening: Happening): void {
    const before = state;
    const event = { ...happening, at: now() };
    state = advance(before, event);
    if (state === before) return;
    const line = timelineLine(before, state, event);
    if (line !== undefined) dependencies.timeline.write(line);
    publish();
  }

  function publish(): void {
    clearTimeout(staleTimer);
    const left = freshLeft(state, now());
    if (left !== undefined) staleTimer = setTimeout(publish, left).unref();
    statuses.publish(status());
  }

  async function settle(input: MiningStart): Promise<MiningPlan> {
    const wallet = await chooseWallet(input.wallet);
    return {
      wallet: wallet.name,
      hotkey: input.hotkey ?? wallet.hotkey,
      netuid: knownSubnet(input.netuid, dependencies.netuid),
      requests: requestLog.open(),
      onServing: (serving) => {
        served = serving;
      },
      password: input.password,
      model: input.model,
      run: input.run,
      maximumBurn: input.maximumBurn === undefined ? undefined : BigInt(input.maximumBurn),
    };
  }

  async function chooseWallet(
    named: string | undefined,
  ): Promise<{ name: string; hotkey: string }> {
    const wallet =
      named === undefined
        ? (await wallets.list()).find((one) => one.damaged === undefined)
        : await wallets.find(named);
    if (wallet === undefined) throw new HearthError("WALLET_NOT_FOUND", { name: "default" });
    const hotkey = wallet.hotkeys.find((one) => one.name === "default") ?? wallet.hotkeys[0];
    if (hotkey === undefined && wallet.damaged !== undefined)
      throw new HearthError("KEYFILE_DAMAGED", { file: wallet.name, reason: wallet.damaged });
    return { name: wallet.name, hotkey: hotkey?.name ?? "default" };
  }

  async function begin(plan: MiningPlan): Promise<void> {
    const hotkey = await wallets.hotkey(plan.wallet, plan.hotkey);
    // Asked before anything runs, so that the page can ask for the password where it stands.
    if (plan.password === undefined && chain.state().connection === "connected") {
      const uid = await readUid(chain, plan.netuid, hotkey.address);
      if (uid === undefined) throw passwordNeeded();
    }
    const stopping = new AbortController();
    const { wallet, netuid } = plan;
    tell({ kind: "start", wallet, hotkey: plan.hotkey, netuid, pace: dependencies.pace() });
    // A stopped session tells nothing more: what follows it may be a new one.
    const heard = (happening: Happening): void => {
      if (!stopping.signal.aborted) tell(happening);
    };
    const ended = runSession(dependencies, plan, heard, stopping.signal).finally(() => {
      served = undefined;
    });
    session = { stopping, ended };
  }

  async function stop(): Promise<MiningStatus> {
    const running = session;
    if (running === undefined) {
      tell({ kind: "stop" });
      return status();
    }
    tell({ kind: "stop" });
    running.stopping.abort(new HearthError("CANCELLED"));
    await running.ended;
    if (session === running) {
      session = undefined;
      tell({ kind: "stopped" });
    }
    return status();
  }

  async function start(input: MiningStart): Promise<MiningStatus> {
    if (starting || state.kind === "running" || state.kind === "stopping") {
      throw new HearthError("MINER_RUNNING");
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
  }

  return {
    status,
    start,
    stop,
    async restart() {
      const { wallet, hotkey, netuid, model } = status();
      const run = served && runOf(served);
      await stop();
      return start({ wallet, hotkey, netuid, model, run });
    },
    async quote(input) {
      const { name, hotkey } = await chooseWallet(input.wallet);
      const netuid = knownSubnet(input.netuid, dependencies.netuid);
      const { address } = await wallets.hotkey(name, input.hotkey ?? hotkey);
      const [uid, burn, free] = await Promise.all([
        readUid(chain, netuid, address),
        readBurn(chain, netuid),
        freeBalance(chain, await wallets.coldkeyAddress(name)),
      ]);
      return { registered: uid !== undefined, netuid, burn: `${burn}`, free: `${free}` };
    },
    watch: (signal) => statuses.followFrom(status, signal),
    requests: requestLog,
    swapping: () => served?.swapping(),
    async swap(wish) {
      const [running, serving] = [session, served];
      if (running === undefined || serving === undefined || state.kind !== "running") {
        throw new HearthError("NOT_READY", {
          what: "The miner",
          reason: "It serves no model yet.",
        });
      }
      const atOnce = await swapModel(dependencies, serving, wish, running.stopping.signal);
      const { id, backend, bytes } = serving.current();
      tell({ kind: "figures", figures: { model: id, atOnce } });
      tell({ kind: "facts", step: "model", facts: { model: id, backend, bytes } });
      return status();
    },
    onStatus: (listener) => statuses.listen(listener),
    async close() {
      await stop();
      unsubscribe();
      clearTimeout(staleTimer);
    },
  };
}
