import { DEV_PHRASE } from "@polkadot-labs/hdkd-helpers";
import { nodeLauncher } from "../../native/processes/node-launcher.ts";
import { lastLine } from "../../native/processes/text-tail.ts";
import type { PracticeNetwork } from "./suite.ts";

const entry = new URL("../../native/practice/main.ts", import.meta.url);
const START_MILLIS = 60_000;
const END_MILLIS = 10_000;

/** A practice node in a process of its own; it ends with this process at the latest. */
export interface RunningNode {
  readonly network: PracticeNetwork;
  /** Ends it as a person would, and resolves when it is gone. Rejects when it had crashed before. */
  close(): Promise<void>;
}

type Ready = Omit<PracticeNetwork, "phrase"> & { readonly ready: true };

/** Starts a fresh chain in `folder` on a free port of loopback. Throws with what it said where it does not become ready. */
export async function startPractice(
  folder: string,
  options: readonly string[] = ["--block-time", "0.25"],
): Promise<RunningNode> {
  const args = ["--data-dir", folder, "--port", "0", ...options];
  const node = nodeLauncher().launch({ name: "practice", entry, args });
  const ready = await new Promise<Ready | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), START_MILLIS);
    const stop = node.onMessage((message) => {
      if (!(message as Partial<Ready>).ready) return;
      clearTimeout(timer);
      stop();
      resolve(message as Ready);
    });
    void node.exited.then(() => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
  if (ready === undefined) {
    node.kill("SIGKILL");
    await node.exited;
    throw new Error(`the practice node did not start: ${lastLine(node.stderrTail()) ?? "silence"}`);
  }
  const { endpoint, genesis, blockSeconds, tempo, faucet } = ready;
  let ending = false;
  const crashed = node.exited.then((status) => {
    if (ending) return undefined;
    const said = lastLine(node.stderrTail()) ?? "silence";
    return new Error(`the practice node ended by itself (${JSON.stringify(status)}): ${said}`);
  });
  return {
    network: { endpoint, genesis, blockSeconds, tempo, faucet, phrase: DEV_PHRASE },
    close: async () => {
      ending = true;
      node.kill();
      const timer = setTimeout(() => node.kill("SIGKILL"), END_MILLIS);
      const error = await crashed;
      clearTimeout(timer);
      if (error !== undefined) throw error;
    },
  };
}
