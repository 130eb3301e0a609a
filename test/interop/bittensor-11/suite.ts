import { fileURLToPath } from "node:url";
import { runProgram } from "../program.ts";
import { pinnedVersion, pythonEnvironment } from "../python.ts";
import type { Suite } from "../suite.ts";

const here = new URL(".", import.meta.url);
const requirements = new URL("requirements.txt", here);
const programs = ["chain.py", "reads.py", "neurons.py"];

/** The SDK and command line that follow version 10, with a transport and a request signature of their own. */
export const suite: Suite = {
  name: "bittensor-11",
  title: "bittensor 11",
  run: async function* (context) {
    const { python } = await pythonEnvironment(requirements, context.say, context.signal);
    const tool = `bittensor ${pinnedVersion(requirements, "bittensor")}`;
    for (const program of programs) {
      const args = [fileURLToPath(new URL(program, here))];
      yield* runProgram({ tool, executable: python, args }, context);
    }
  },
};
