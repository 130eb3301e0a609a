import { fileURLToPath } from "node:url";
import { runProgram } from "../program.ts";
import { pinnedVersion, pythonEnvironment } from "../python.ts";
import type { Suite } from "../suite.ts";

const requirements = new URL("../bittensor-11/requirements.txt", import.meta.url);
const people = fileURLToPath(new URL("../bittensor-11", import.meta.url));
const shared = fileURLToPath(new URL("..", import.meta.url));

/** The command line that comes with bittensor 11: each command's effect is read back by the SDK. */
export const suite: Suite = {
  name: "btcli-11",
  title: "bittensor 11 (btcli)",
  run: async function* (context) {
    const { python } = await pythonEnvironment(requirements, context.say, context.signal);
    const tool = `bittensor ${pinnedVersion(requirements, "bittensor")}`;
    const environment = { PYTHONPATH: `${shared}:${people}` };
    const args = [fileURLToPath(new URL("commands.py", import.meta.url))];
    yield* runProgram({ tool, executable: python, args, environment }, context);
  },
};
