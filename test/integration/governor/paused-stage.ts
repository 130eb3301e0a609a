import { afterEach, beforeEach, expect } from "vitest";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TimelineLine } from "../../../native/timeline/timeline.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { type FakeSubnet, fakeSubnet } from "../../fakes/fake-subnet.ts";
import { type FakeWallets, fakeWallets } from "../../fakes/fake-wallets.ts";
import { fakeWorkPause } from "../../fakes/fake-work-pause.ts";
import { fakeModel } from "../../fakes/text-miner.ts";

/** A model's file that is nowhere: the fake engine does not look. */
export const modelFile = { ...fakeModel, path: "/nowhere" };
/** Who asks the miners. */
export const house = keypairFromUri("//House");
/** Why all stands still. */
export const REASON = "the computer is in use";

/** Polls; the computer may be busy with other tests. */
export const until = (check: () => unknown) => expect.poll(check, { timeout: 30_000, interval: 5 });

interface Stage {
  readonly subnet: FakeSubnet;
  readonly keys: FakeWallets;
  readonly engine: ReturnType<typeof createFakeEngine>;
  readonly pause: ReturnType<typeof fakeWorkPause>;
  readonly lines: TimelineLine[];
  /** What each test opens, closed after it, the last first. */
  readonly open: { close(): Promise<void> | void }[];
}

/** A subnet with blocks, keys, an engine and a pause of each test's own. */
export function pausedStage() {
  let stage: Stage;
  let blocks: NodeJS.Timeout;

  beforeEach(async () => {
    const subnet = fakeSubnet();
    const keys = await fakeWallets();
    const pause = fakeWorkPause();
    stage = { subnet, keys, engine: createFakeEngine(), pause, lines: [], open: [] };
    subnet.add(house.address, "validator");
    subnet.setFree(keys.coldkey.address, 50_000_000_000n);
    blocks = setInterval(() => subnet.block(), 25);
  });
  afterEach(async () => {
    clearInterval(blocks);
    for (const one of stage.open.reverse()) await one.close();
    await stage.keys.close();
  });

  return {
    now: () => stage,
    /** What miner and validator are both made of. */
    shared: () => ({
      chain: stage.subnet.chain,
      wallets: stage.keys.wallets,
      signer: stage.keys.signer,
      engine: stage.engine,
      pause: stage.pause,
      mechanism: textGeneration,
      timeline: { write: (line: TimelineLine) => void stage.lines.push(line) },
      netuid: 1,
      now: Date.now,
    }),
    /** A pause as the engine's own: what is asked of it meanwhile fails. */
    pauseAll: (reason: string | undefined): void => {
      stage.engine.setDown(reason !== undefined);
      stage.pause.set(reason);
    },
  };
}
