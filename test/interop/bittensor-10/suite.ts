import { fileURLToPath } from "node:url";
import { runProgram } from "../program.ts";
import { pinnedVersion, pythonEnvironment } from "../python.ts";
import type { Suite } from "../suite.ts";

const here = new URL(".", import.meta.url);
const requirements = new URL("requirements.txt", here);
const programs = (process.env.HEARTH_PROGRAMS ?? "connect.py,reads.py,neurons.py").split(",");

/** The classic SDK, by its documented classes and methods alone. */
export const suite: Suite = {
  name: "bittensor-10",
  title: "bittensor 10 (SDK)",
  run: async function* (context) {
    const { python } = await pythonEnvironment(requirements, context.say, context.signal);
    const tool = `bittensor ${pinnedVersion(requirements, "bittensor")}`;
    const environment = { BT_NO_PARSE_CLI_ARGS: "1" };
    for (const program of programs) {
      const args = [fileURLToPath(new URL(program, here))];
      yield* runProgram({ tool, executable: python, args, environment }, context);
    }
  },
};
