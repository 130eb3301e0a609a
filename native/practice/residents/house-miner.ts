import { setTimeout as pause } from "node:timers/promises";
import type { ChainClient } from "../../chain/chain-port.ts";
import type { KnownCaller } from "../../miner/endpoint/callers.ts";
import type { MinerEndpoint } from "../../miner/endpoint/endpoint.ts";
import { LOOPBACK_ALIAS } from "../../miner/reach/whereabouts.ts";
import { announce } from "../../miner/steps/announce.ts";
import { openDoor } from "../../miner/steps/endpoint-step.ts";
import type { Workbench } from "../../subnets/mechanism.ts";
import { textGeneration } from "../../subnets/text-generation/mechanism.ts";
import type { Keypair } from "../../wallet/keypair.ts";
import { answerAs, type Quality } from "./qualities.ts";

/** Between attempts to announce while the node is away, in milliseconds. */
const RETRY_MILLIS = 2_000;
/** House miners answer one at a time: the user's miner needs the other core. */
const QUEUE = { lanes: 1, perCaller: 2, total: 8 };

/** A house miner that serves. */
export interface HouseMiner {
  readonly endpoint: MinerEndpoint;
  close(): Promise<void>;
}

/** Opens a house miner's endpoint and announces it as soon as the chain takes it: the project's own miner code, with its quality around the answer. */
export async function startHouseMiner(options: {
  readonly chain: ChainClient;
  readonly netuid: number;
  readonly hotkey: Keypair;
  readonly quality: Quality;
  readonly bench: Workbench;
  readonly callers: () => ReadonlyMap<string, KnownCaller>;
}): Promise<HouseMiner> {
  const { chain, netuid, hotkey } = options;
  const ending = new AbortController();
  const endpoint = await openDoor(
    chain,
    netuid,
    { host: "127.0.0.1" },
    {
      mechanism: textGeneration,
      answer: (challenge, signal) => answerAs(options.quality, challenge, options.bench, signal),
      me: hotkey.address,
      callers: options.callers,
      onEvent: () => undefined,
      queue: QUEUE,
    },
  );
  const announced = keepTrying(async () => {
    await announce({
      chain,
      netuid,
      hotkey,
      ip: LOOPBACK_ALIAS,
      port: endpoint.port,
      onWait: () => undefined,
      signal: ending.signal,
    });
  }, ending.signal);
  return {
    endpoint,
    async close() {
      ending.abort();
      await endpoint.close();
      await announced;
    },
  };
}

/** Repeats an attempt until it succeeds or `signal` aborts; never throws. */
async function keepTrying(attempt: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      return await attempt();
    } catch {
      await pause(RETRY_MILLIS, undefined, { signal }).catch(() => undefined);
    }
  }
}
