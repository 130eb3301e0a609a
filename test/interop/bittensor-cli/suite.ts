import { join } from "node:path";
import { pinnedVersion, pythonEnvironment } from "../python.ts";
import type { Suite } from "../suite.ts";
import { openBench } from "./bench.ts";
import { play } from "./scene.ts";
import { stake } from "./scenes/stake.ts";
import { wallets } from "./scenes/wallets.ts";

const requirements = new URL("requirements.txt", import.meta.url);
/** The tool's start is most of its work: as many at once as a small machine has cores. */
const TOGETHER = 2;

/** The classic command line, every command of it, by its documented options alone. */
export const suite: Suite = {
  name: "bittensor-cli",
  title: "bittensor-cli 9",
  nodeOptions: ["--block-time", "0.5", "--tempo", "100"],
  run: async function* (context) {
    const { bin } = await pythonEnvironment(requirements, context.say, context.signal);
    const tool = `bittensor-cli ${pinnedVersion(requirements, "bittensor-cli")}`;
    const bench = openBench(join(bin, "btcli"), context);
    try {
      yield* play(tool, { wallets, stake }, bench, TOGETHER);
    } finally {
      bench.close();
    }
  },
};
