import { createClient, type PolkadotClient } from "polkadot-api";
import { getWsProvider, WsEvent } from "polkadot-api/ws";
import { HearthError } from "../api/errors.ts";
import { cancelled } from "./abort.ts";
import type { BlockRef, ChainState } from "./chain-port.ts";
import { blockRef, followHeads } from "./heads.ts";
import { type Listeners, listeners } from "./listeners.ts";
import { type Rpc, timedRpc } from "./rpc.ts";
import { buildRuntime, type ChainRuntime } from "./runtime.ts";
import { stateReader } from "./state-reader.ts";

const CONNECT_MILLIS = 5_000;
const REQUEST_MILLIS = 20_000;
const VERIFY_AGAIN_MILLIS = 500;

type Status = Parameters<
  NonNullable<NonNullable<Parameters<typeof getWsProvider>[1]>["onStatusChanged"]>
>[0];

/** The socket, verified: what it is connected to, its blocks, its runtime and raw requests. */
export interface Connection {
  readonly client: PolkadotClient;
  state(): ChainState;
  readonly onState: Listeners<ChainState>["add"];
  readonly onBest: Listeners<BlockRef>["add"];
  readonly onFinalized: Listeners<BlockRef>["add"];
  whenConnected(signal?: AbortSignal): Promise<void>;
  /** A request to the verified chain; waits a while for a connection, then throws CHAIN_UNREACHABLE. */
  readonly rpc: Rpc;
  runtime(): Promise<ChainRuntime>;
  close(): void;
}

/**
 * Keeps a socket to the first endpoint that answers, moving on when it breaks. Nothing is told and nothing is sent until
 * the chain's genesis is the expected one (or, where none was given, the one of the first connection).
 */
export function openConnection(endpoints: readonly string[], expected?: string): Connection {
  let state: ChainState = { connection: "connecting", endpoint: endpoints[0] ?? "" };
  let genesis = expected;
  let refusal: HearthError | undefined;
  let runtime: ChainRuntime | undefined;
  let closed = false;
  /** Counts sockets, so that what a broken one started is dropped. */
  let era = 0;
  const stateNews = listeners<ChainState>();
  const bestNews = listeners<BlockRef>();
  const finalNews = listeners<BlockRef>();

  const set = (change: Partial<ChainState>): void => {
    state = { ...state, ...change };
    stateNews.tell(state);
  };

  const onStatus = (status: Status): void => {
    if (closed) return;
    switch (status.type) {
      case WsEvent.CONNECTING:
        // A lost connection stays "disconnected" until it is back; only the first one is "connecting".
        set({ endpoint: status.uri });
        return;
      case WsEvent.CONNECTED:
        era += 1;
        void verify(era, status.uri);
        return;
      case WsEvent.ERROR:
      case WsEvent.CLOSE:
        era += 1;
        set({ connection: state.genesis ? "disconnected" : "connecting" });
        return;
      default:
        status satisfies never;
    }
  };

  const provider = getWsProvider([...endpoints], {
    onStatusChanged: onStatus,
    timeout: CONNECT_MILLIS,
  });
  const client = createClient(provider);
  const direct = timedRpc(
    (method, params) => client._request(method, [...params]),
    () => state.endpoint,
    REQUEST_MILLIS,
  );

  const rpc: Rpc = async (method, params) => {
    if (state.connection !== "connected")
      await whenConnected(AbortSignal.timeout(CONNECT_MILLIS * 2)).catch((error: HearthError) => {
        throw error.code === "CANCELLED" ? unreachable() : error;
      });
    return direct(method, params);
  };
  const unreachable = () => new HearthError("CHAIN_UNREACHABLE", { endpoint: state.endpoint });
  const reader = stateReader(direct, async () => runtime ?? Promise.reject(unreachable()));

  async function verify(own: number, endpoint: string): Promise<void> {
    try {
      const found = (await direct("chain_getBlockHash", [0])) as string;
      if (own !== era) return;
      if (genesis !== undefined && found !== genesis) return refuse(endpoint, found, genesis);
      const { best, finalized } = await learn();
      if (own !== era) return;
      genesis = found;
      refusal = undefined;
      set({ connection: "connected", genesis, best });
      bestNews.tell(blockRef(best));
      heads.resume(finalized);
    } catch {
      // The socket broke again, or the node is not ready to answer yet.
      if (own === era && !closed)
        setTimeout(() => void (own === era && verify(own, endpoint)), VERIFY_AGAIN_MILLIS);
    }
  }

  function refuse(endpoint: string, found: string, wanted: string): void {
    refusal = new HearthError("WRONG_NETWORK", { endpoint, found, expected: wanted });
    set({ connection: "disconnected" });
    if (endpoints.length > 1) provider.switch();
  }

  /** Name, runtime and newest blocks of a chain just connected to. */
  async function learn(): Promise<{ best: BlockRef & { time: number }; finalized: BlockRef }> {
    const [chain, finalized] = await Promise.all([
      direct("system_chain", []),
      client.getFinalizedBlock(),
    ]);
    await loadRuntime(finalized.hash);
    const [best = finalized] = await client.getBestBlocks();
    const time = await timeOf(best.hash);
    set({ chain: chain as string, finalized: blockRef(finalized) });
    return { best: { ...blockRef(best), time }, finalized: blockRef(finalized) };
  }

  async function loadRuntime(hash: string): Promise<void> {
    const version = (await direct("state_getRuntimeVersion", [hash])) as { specVersion: number };
    if (runtime?.specVersion === version.specVersion) return;
    runtime = buildRuntime(await client.getMetadata(hash));
    set({ specVersion: runtime.specVersion });
  }

  const timeOf = async (hash: string): Promise<number> =>
    Number(await reader.value(hash, "Timestamp", "Now", []));

  const heads = followHeads({
    client,
    timeOf,
    live: () => state.connection === "connected",
    upgrade: loadRuntime,
    blockHash: async (number) =>
      ((await direct("chain_getBlockHash", [number])) as string | null) ?? undefined,
    onBest: (block) => {
      set({ best: block });
      bestNews.tell(blockRef(block));
    },
    onFinalized: (block) => {
      set({ finalized: block });
      finalNews.tell(block);
    },
  });

  function whenConnected(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stops: (() => void)[] = [];
      const settle = (finish: () => void): void => {
        for (const stop of stops) stop();
        finish();
      };
      const look = (): boolean => {
        if (state.connection === "connected") settle(resolve);
        else if (closed) settle(() => reject(unreachable()));
        else if (refusal) settle(() => reject(refusal));
        else return false;
        return true;
      };
      if (look()) return;
      stops.push(
        stateNews.add(look),
        cancelled(signal, (error) => settle(() => reject(error))),
      );
    });
  }

  return {
    client,
    rpc,
    whenConnected,
    state: () => state,
    onState: stateNews.add,
    onBest: bestNews.add,
    onFinalized: finalNews.add,
    runtime: async () => {
      if (!runtime)
        await whenConnected(AbortSignal.timeout(CONNECT_MILLIS * 2)).catch(() => undefined);
      return runtime ?? Promise.reject(unreachable());
    },
    close: () => {
      if (closed) return;
      closed = true;
      era += 1;
      heads.stop();
      client.destroy();
      set({ connection: "disconnected" });
    },
  };
}
