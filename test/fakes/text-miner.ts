import type { EnginePort } from "../../native/engine/engine-port.ts";
import { orAborted } from "../../native/engine/or-aborted.ts";
import {
  type EndpointOptions,
  type MinerEndpoint,
  openEndpoint,
} from "../../native/miner/endpoint/endpoint.ts";
import type { EndpointEvent } from "../../native/miner/endpoint/endpoint-events.ts";
import type { ModelInUse } from "../../native/subnets/mechanism.ts";
import { textGeneration } from "../../native/subnets/text-generation/mechanism.ts";
import type { TextAnswer, TextChallenge } from "../../native/subnets/text-generation/wire.ts";
import { type Keypair, keypairFromUri } from "../../native/wallet/keypair.ts";
import { createFakeEngine } from "./fake-engine.ts";

/** The one model of the fakes. */
export const fakeModel: ModelInUse = { id: "demo", sha256: "ab".repeat(32) };

/** A fake engine with the fake model in it. */
export async function loadedFakeEngine(quality = 1): Promise<EnginePort> {
  const engine = createFakeEngine({ quality });
  await engine.load({ id: fakeModel.id, path: "/nowhere", sha256: fakeModel.sha256 });
  return engine;
}

/** A real endpoint on a free port whose answers come from a fake engine. */
export interface TextMiner {
  readonly keypair: Keypair;
  readonly endpoint: MinerEndpoint;
  /** What the miner's status counts. */
  readonly events: EndpointEvent[];
  /** Those and the single steps of each request. */
  readonly steps: EndpointEvent[];
}

/** Opens a miner of a given quality that knows `validators`. */
export async function openTextMiner(options: {
  readonly uri: string;
  readonly validators: readonly string[];
  readonly quality?: number;
  /** No answer is begun before it. */
  readonly until?: Promise<unknown> | undefined;
  readonly change?: Partial<EndpointOptions<TextChallenge, TextAnswer>>;
}): Promise<TextMiner> {
  const keypair = keypairFromUri(options.uri);
  const engine = await loadedFakeEngine(options.quality);
  const callers = new Map(options.validators.map((address) => [address, { permit: true }]));
  const events: EndpointEvent[] = [];
  const steps: EndpointEvent[] = [];
  const endpoint = await openEndpoint({
    mechanism: textGeneration,
    answer: async (challenge, signal) => {
      if (options.until !== undefined) await orAborted(options.until, signal);
      return textGeneration.answer(challenge, { engine, model: fakeModel }, signal);
    },
    me: keypair.address,
    callers: () => callers,
    onEvent: (event) => {
      steps.push(event);
      if (event.kind !== "started" && event.kind !== "committed") events.push(event);
    },
    port: 0,
    ...options.change,
  });
  return { keypair, endpoint, events, steps };
}
