import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { createModelUsers, type ModelUsers } from "../../../native/engine/model-users.ts";
import type { EngineEvent } from "../../../native/engine/process/engine-event.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { createMining, type Mining } from "../../../native/miner/mining-service.ts";
import { loopbackOnly } from "../../../native/miner/reach/whereabouts.ts";
import type { SupervisedStatus } from "../../../native/processes/supervised-status.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TextAnswer } from "../../../native/subnets/text-generation/wire.ts";
import { createChannel } from "../../../native/timeline/channel.ts";
import type { TimelineLine } from "../../../native/timeline/timeline.ts";
import { askGroup } from "../../../native/validator/ask.ts";
import { peerClient } from "../../../native/validator/peer-client.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { deadlyLauncher } from "../../fakes/deadly-launcher.ts";
import { fakeSubnet } from "../../fakes/fake-subnet.ts";
import { fakeWallets, PASSWORD } from "../../fakes/fake-wallets.ts";

const house = keypairFromUri("//House");
// Not the limits that validators set, but no limit: a busy machine answers late and still answers.
const patient = {
  ...textGeneration,
  description: { ...textGeneration.description, answerMillis: 120_000, revealMillis: 120_000 },
};
const file = (quantisation: string): ModelFile => {
  const name = `hearth-demo-${quantisation}`;
  const path = fileURLToPath(
    new URL(`../../../resources/demo-model/${name}.gguf`, import.meta.url),
  );
  return { id: name, path, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
};
/** The demo model's files, from the largest to the smallest. */
export const files = { f16: file("f16"), q8: file("q8_0"), q4: file("q4_0") };
const all = Object.values(files);

/** What a miner of a test may be told; everything has a default. */
export interface RealMinerOptions {
  readonly first?: ModelFile;
  readonly allowed?: readonly ModelFile[];
  /** Bytes of memory that its engine may fill. */
  readonly freeBytes?: number;
  /** A file with that number, which may change. */
  readonly freeFile?: string;
  readonly smaller?: (file: ModelFile) => Promise<ModelFile | undefined>;
  readonly deadly?: (choice: string, load: string) => boolean;
}

/** Miners with real engines and real models on a fake chain, and what was seen of them. */
export interface MinerBench {
  readonly lines: TimelineLine[];
  readonly events: EngineEvent[];
  readonly users: ModelUsers;
  /** A miner that serves. */
  mine(options?: RealMinerOptions): Promise<{ miner: Mining; engine: EngineService }>;
  close(): Promise<void>;
}

/** A bench whose chain makes a block every 25 ms. */
export async function openMinerBench(): Promise<MinerBench> {
  const subnet = fakeSubnet();
  const keys = await fakeWallets();
  const open: { close(): Promise<void> }[] = [];
  const lines: TimelineLine[] = [];
  const events: EngineEvent[] = [];
  const users = createModelUsers();
  subnet.add(house.address, "validator");
  subnet.setFree(keys.coldkey.address, 5_000_000_000n);
  const blocks = setInterval(() => subnet.block(), 25);
  const mine: MinerBench["mine"] = async ({
    first = files.q4,
    allowed = all,
    freeBytes,
    freeFile,
    smaller,
    deadly = () => false,
  } = {}) => {
    const news = createChannel<SupervisedStatus>();
    const happened = createChannel<EngineEvent>();
    happened.listen((event) => events.push(event));
    const launcher = deadlyLauncher({
      deadly,
      ...(freeBytes === undefined && freeFile === undefined
        ? {}
        : {
            entry: new URL("../../fakes/small-memory-engine.ts", import.meta.url),
            env: freeFile === undefined ? { FREE_BYTES: `${freeBytes}` } : { FREE_FILE: freeFile },
          }),
    });
    const engine = startEngine({
      ...{ launcher, onChange: news.publish, onEvent: happened.publish },
      ...(smaller === undefined ? {} : { smaller }),
    });
    open.push(engine);
    const miner = createMining({
      chain: subnet.chain,
      wallets: keys.wallets,
      signer: keys.signer,
      engine,
      onEngine: news.listen,
      onModelLost: (listener) =>
        happened.listen((event) => {
          if (event.kind === "lost") listener(event.id, event.error);
        }),
      mechanism: textGeneration,
      model: async (id = first.id) => {
        const found = [first, ...all].find((one) => one.id === id);
        if (found === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
        return found;
      },
      allowedModels: async () => allowed.map(({ sha256 }) => sha256),
      modelUsers: users,
      hardware: async () => ({
        time: 1,
        devices: [],
        memory: { totalBytes: 1, freeBytes: 1 },
        notes: [],
      }),
      timeline: { write: (line) => lines.push(line) },
      pace: () => ({ blockSeconds: 1, tempo: 20 }),
      netuid: 1,
      whereabouts: loopbackOnly(),
      now: Date.now,
    });
    open.push(miner);
    await miner.start({ password: PASSWORD });
    await expect
      .poll(() => miner.status().steps.find(({ name }) => name === "announce")?.state, {
        timeout: 60_000,
      })
      .toBe("done");
    return { miner, engine };
  };
  return {
    ...{ lines, events, users, mine },
    close: async () => {
      clearInterval(blocks);
      for (const one of open.reverse()) await one.close();
      await keys.close();
    },
  };
}

/** Asks the miner without a pause, several at a time, until `enough` says so. Every refusal and failure is an outcome. */
export async function askAllTheTime(
  miner: Mining,
  enough: (answers: readonly TextAnswer[]) => boolean,
) {
  const answers: TextAnswer[] = [];
  const failures: string[] = [];
  const prompts = new Map<string, string>();
  const client = peerClient(house);
  const [host = "", port] = (miner.status().endpoint ?? "").split(":");
  const peer = { hotkey: miner.status().hotkeyAddress ?? "", host, port: Number(port) };
  const { signal } = new AbortController();
  const asker = async (): Promise<void> => {
    while (!enough(answers) && failures.length === 0) {
      const challenge = textGeneration.makeChallenge(
        randomBytes(32),
        all.map(({ sha256 }) => sha256),
      );
      prompts.set(challenge.nonce, challenge.prompt);
      const [submission] = await askGroup(patient, client, [{ peer, challenge }], signal);
      if (submission?.outcome.kind === "answered") answers.push(submission.outcome.answer);
      else failures.push(submission?.outcome.reason ?? "nothing");
    }
  };
  await Promise.all([asker(), asker(), asker()]);
  return { answers, failures, prompts };
}

/** How many answers are a model's. */
export const by = (answers: readonly TextAnswer[], { sha256 }: ModelFile): number =>
  answers.filter(({ model }) => model === sha256).length;
