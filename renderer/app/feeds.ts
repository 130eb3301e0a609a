import { useConnection } from "../stores/connection.ts";
import { useDeviceHistory } from "../stores/device-history.ts";
import { useEarnings, useLedgerVersion } from "../stores/earnings.ts";
import { useHardware } from "../stores/hardware.ts";
import { useMining } from "../stores/mining.ts";
import { inOurTime, useNetwork, useSubnets } from "../stores/network.ts";
import { useNode, useSetup, useTimeline } from "../stores/node.ts";
import { useValidator } from "../stores/validator.ts";
import { useBalance, useWallets } from "../stores/wallet.ts";
import { api } from "./api.ts";
import { followEngineRoom } from "./feeds-engine.ts";
import { follow, read } from "./follow.ts";
import { toPageError } from "./page-error.ts";
import { keepPulse } from "./pulse.ts";

const NODE_STATUS_EVERY_MILLIS = 5_000;
/** Longer than any answer of a busy node takes. */
const NODE_PATIENCE_MILLIS = 10_000;

/** Reads the wallets and the balance of the first one anew. */
export async function refreshWallets(): Promise<void> {
  await read(() => api.wallet.list({}), useWallets.getState());
  await refreshBalance();
}

async function refreshBalance(): Promise<void> {
  const readable = useWallets.getState().data.value?.some((wallet) => wallet.damaged === undefined);
  if (readable === true) await read(() => api.wallet.balance({}), useBalance.getState());
}

/** Reads the ledger's totals anew. */
export function refreshEarnings(): Promise<void> {
  return read(() => api.earnings.summary({}), useEarnings.getState());
}

/** Reads the subnets anew. */
export function refreshSubnets(): Promise<void> {
  return read(() => api.network.subnets({}), useSubnets.getState());
}

/**
 * Fills the stores for as long as the node is reached: each connection starts every feed with what is true now and goes
 * on with the changes, so a page reload or a broken socket finds the state again. Returns a disposer.
 */
export function startFeeds(): () => void {
  let lifetime: AbortController | undefined;
  const adapt = (open: boolean): void => {
    if (open === (lifetime !== undefined)) return;
    if (open) {
      lifetime = new AbortController();
      run(lifetime.signal);
    } else {
      lifetime?.abort();
      lifetime = undefined;
    }
  };
  const unsubscribe = useConnection.subscribe(({ state }) => adapt(state.kind === "open"));
  adapt(useConnection.getState().state.kind === "open");
  return () => {
    unsubscribe();
    adapt(false);
  };
}

function run(signal: AbortSignal): void {
  const options = { signal };
  void read(() => api.node.setup({}), useSetup.getState());
  void refreshWallets();
  void refreshSubnets();

  let block = -1;
  void follow({
    first: () => api.network.info({}),
    stream: () => api.network.watch({}, options),
    take: (info) => {
      const { take, data } = useNetwork.getState();
      take(inOurTime(info, data.value, Date.now()));
      if (info.best === undefined || info.best.number === block) return;
      block = info.best.number;
      void refreshBalance();
    },
    fail: useNetwork.getState().fail,
    signal,
  });
  void follow({
    first: () => api.mining.status({}),
    stream: () => api.mining.watch({}, options),
    ...useMining.getState(),
    signal,
  });
  void follow({
    first: () => api.hardware.list({}),
    stream: () => api.hardware.watch({}, options),
    take: (report) => {
      useHardware.getState().take(report);
      useDeviceHistory.getState().add(report);
    },
    fail: useHardware.getState().fail,
    signal,
  });
  followEngineRoom(signal);
  void follow({
    first: () => api.validator.status({}),
    stream: () => api.validator.watch({}, options),
    ...useValidator.getState(),
    signal,
  });
  void follow({
    first: async () => {
      useTimeline.getState().add(await api.node.timeline({ limit: 200 }));
      return undefined;
    },
    stream: () => api.node.events({}, options),
    take: (event) => event && useTimeline.getState().add([event]),
    fail: () => {},
    signal,
  });
  void follow({
    first: async () => {
      await refreshEarnings();
      return undefined;
    },
    stream: () => api.earnings.watch({}, options),
    take: (row) => {
      useLedgerVersion.getState().moved();
      if (row !== undefined) void refreshEarnings();
    },
    fail: () => {},
    signal,
  });
}

/** Keeps the node's own status fresh, and by it notices that the node went silent. Returns a disposer. */
export function startPulse(): () => void {
  return keepPulse({
    ask: async () => {
      const { take, fail } = useNode.getState();
      try {
        take(await api.node.status({}));
        return true;
      } catch (error) {
        const failure = toPageError(error);
        fail(failure);
        return failure.code !== "NODE_UNREACHABLE";
      }
    },
    connection: {
      get: () => useConnection.getState().state,
      set: useConnection.getState().set,
      subscribe: useConnection.subscribe,
    },
    everyMillis: NODE_STATUS_EVERY_MILLIS,
    patienceMillis: NODE_PATIENCE_MILLIS,
  });
}
