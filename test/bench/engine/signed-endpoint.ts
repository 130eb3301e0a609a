import type { LoadedModel, ModelFile } from "../../../native/engine/engine-port.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { openEndpoint } from "../../../native/miner/endpoint/endpoint.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TextChallenge } from "../../../native/subnets/text-generation/wire.ts";
import { askGroup } from "../../../native/validator/ask.ts";
import { peerClient } from "../../../native/validator/peer-client.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import type { DirectReply } from "./direct-llama.ts";

/** A miner's endpoint on a loopback socket with the real engine behind it, and a validator's client before it. */
export interface SignedEndpoint {
  readonly loaded: LoadedModel;
  /** Asks all challenges, so many at a time, and opens every promise. Throws when an answer does not come. */
  ask(challenges: readonly TextChallenge[], concurrency: number): Promise<DirectReply>;
  /** The same without endpoint and signatures: straight to the engine process. */
  askEngine(challenges: readonly TextChallenge[], concurrency: number): Promise<DirectReply>;
  close(): Promise<void>;
}

/** The subnet's mechanism, but with time enough for a busy machine and sixteen answers at once. */
const patient: typeof textGeneration = {
  ...textGeneration,
  description: { ...textGeneration.description, answerMillis: 120_000, revealMillis: 60_000 },
};

/** Opens the endpoint with `lanes` answers at once. */
export async function openSigned(
  file: ModelFile,
  contextSize: number,
  lanes: number,
): Promise<SignedEndpoint> {
  const engine: EngineService = startEngine({ launcher: nodeLauncher(), onChange: () => {} });
  const miner = keypairFromUri("//Bench//Miner");
  const validator = keypairFromUri("//Bench//Validator");
  const loaded = await engine.load(file, { contextSize, sequences: lanes });
  const endpoint = await openEndpoint({
    mechanism: patient,
    answer: (challenge, signal) =>
      textGeneration.answer(challenge, { engine, model: file }, signal),
    me: miner.address,
    callers: () => new Map([[validator.address, { permit: true }]]),
    onEvent: () => {},
    port: 0,
    queue: { lanes, perCaller: lanes, total: 32 },
  });
  const client = peerClient(validator);
  const peer = { hotkey: miner.address, host: endpoint.host, port: endpoint.port };
  const { signal } = new AbortController();

  const askOne = async (challenge: TextChallenge): Promise<number> => {
    const [submission] = await askGroup(patient, client, [{ peer, challenge }], signal);
    if (submission?.outcome.kind !== "answered")
      throw new Error(`no answer: ${JSON.stringify(submission?.outcome)}`);
    return submission.outcome.answer.tokens.length;
  };
  const askEngine = async (challenge: TextChallenge): Promise<number> =>
    (await textGeneration.answer(challenge, { engine, model: file }, signal)).tokens.length;
  return {
    loaded,
    ask: (challenges, concurrency) => inLanes(challenges, concurrency, askOne),
    askEngine: (challenges, concurrency) => inLanes(challenges, concurrency, askEngine),
    close: async () => {
      client.close();
      await endpoint.close();
      await engine.close();
    },
  };
}

async function inLanes(
  challenges: readonly TextChallenge[],
  concurrency: number,
  ask: (challenge: TextChallenge) => Promise<number>,
): Promise<DirectReply> {
  const waiting = [...challenges];
  const started = performance.now();
  const lane = async (): Promise<number> => {
    let written = 0;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      written += await ask(next);
    return written;
  };
  const each = await Promise.all(Array.from({ length: concurrency }, lane));
  return {
    tokens: each.reduce((sum, written) => sum + written, 0),
    millis: performance.now() - started,
  };
}
