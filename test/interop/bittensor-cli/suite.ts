import { join } from "node:path";
import { pinnedVersion, pythonEnvironment } from "../python.ts";
import type { Suite } from "../suite.ts";
import { openBench } from "./bench.ts";
import { play, type Scene } from "./scene.ts";
import { children } from "./scenes/children.ts";
import { crowdloans } from "./scenes/crowdloans.ts";
import { governance } from "./scenes/governance.ts";
import { keys } from "./scenes/keys.ts";
import { proxies } from "./scenes/proxies.ts";
import { settings } from "./scenes/settings.ts";
import { stake } from "./scenes/stake.ts";
import { subnets } from "./scenes/subnets.ts";
import { wallets } from "./scenes/wallets.ts";
import { weights } from "./scenes/weights.ts";

const requirements = new URL("requirements.txt", import.meta.url);
/** The tool's start is most of its work: as many at once as a small machine has cores. */
const TOGETHER = 2;

/** The longest first, so that none is left alone at the end. */
const scenesOf = (version: string): Readonly<Record<string, Scene>> => ({
  subnets,
  stake,
  crowdloans,
  wallets,
  keys,
  proxies,
  children,
  weights: weights(version),
  governance,
  settings,
});

/** The classic command line, every command of it, by its documented options alone. */
export const suite: Suite = {
  name: "bittensor-cli",
  title: "bittensor-cli 9",
  nodeOptions: ["--block-time", "0.5", "--tempo", "100"],
  run: async function* (context) {
    const { bin } = await pythonEnvironment(requirements, context.say, context.signal);
    const version = pinnedVersion(requirements, "bittensor-cli");
    const bench = openBench(join(bin, "btcli"), context);
    try {
      // Nothing may be changed shortly before an epoch; when that comes is not what is tried here.
      await bench.chain.sudo("AdminUtils", "sudo_set_admin_freeze_window", { window: 0 });
      yield* play(`bittensor-cli ${version}`, scenesOf(version), bench, TOGETHER);
    } finally {
      bench.close();
    }
  },
};
