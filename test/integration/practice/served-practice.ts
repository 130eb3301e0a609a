import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sr25519CreateDerive } from "@polkadot-labs/hdkd";
import {
  DEV_PHRASE,
  entropyToMiniSecret,
  mnemonicToEntropy,
  ss58Address,
} from "@polkadot-labs/hdkd-helpers";
import { createClient, type PolkadotClient } from "polkadot-api";
import { getPolkadotSigner } from "polkadot-api/signer";
import { getWsProvider } from "polkadot-api/ws";
import { afterAll, beforeAll, expect } from "vitest";
import {
  type PracticeNode,
  type PracticeOptions,
  startPracticeNode,
} from "../../../native/practice/node/start.ts";

const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)));

/** Somebody with a key under the development phrase, who signs as polkadot-api asks. */
export function account(path: string) {
  const { publicKey, sign } = derive(path);
  const signer = getPolkadotSigner(publicKey, "Sr25519", (message) => sign(message));
  return { publicKey, address: ss58Address(publicKey), signer };
}

/** A practice node and polkadot-api on it, for as long as they are open. */
export interface ServedPractice {
  readonly node: PracticeNode;
  readonly client: PolkadotClient;
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A node for all tests of the file that calls this: a block every 150 ms, epochs of 20, unless `change` says otherwise. At the end the
 * file fails when the node had any trouble.
 */
export function servedPractice(change: Partial<PracticeOptions> = {}): ServedPractice {
  const folder = mkdtempSync(join(tmpdir(), "practice-"));
  const troubles: unknown[] = [];
  let now: { node: PracticeNode; client: PolkadotClient } | undefined;
  const opened = () => {
    if (!now) throw new Error("the node is not open");
    return now;
  };
  const served: ServedPractice = {
    get node() {
      return opened().node;
    },
    get client() {
      return opened().client;
    },
    async open() {
      const node = await startPracticeNode({
        dataDir: folder,
        port: 0,
        blockMillis: 150,
        tempo: 20,
        keptStates: 1_000,
        onTrouble: (error) => troubles.push(error),
        ...change,
      });
      now = { node, client: createClient(getWsProvider(node.endpoint)) };
    },
    async close() {
      now?.client.destroy();
      await now?.node.close();
      now = undefined;
    },
  };
  beforeAll(() => served.open());
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
    expect(troubles).toEqual([]);
  });
  return served;
}
