import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { runProgram } from "../program.ts";
import { pinnedVersion, pythonEnvironment } from "../python.ts";
import type { Suite } from "../suite.ts";

const here = new URL(".", import.meta.url);
const requirements = new URL("requirements.txt", here);
const models = new URL("../../../resources/demo-model/manifest.json", here);
const manifest = z.object({
  models: z.array(z.object({ quantisation: z.string(), sha256: z.string() })),
});

/** In this order on one chain: what only reads comes first, and subnets are made last. */
const programs = ["chain.py", "reads.py", "auth.py", "neurons.py", "accounts.py", "owner.py"];

/**
 * The SDK and command line that follow version 10, with a transport and a request signature of their own. The house's miners
 * and validators run, since they are the project's own, which requests are signed to and come from.
 */
export const suite: Suite = {
  name: "bittensor-11",
  title: "bittensor 11",
  nodeOptions: ["--block-time", "0.25", "--residents"],
  run: async function* (context) {
    const { python } = await pythonEnvironment(requirements, context.say, context.signal);
    const tool = `bittensor ${pinnedVersion(requirements, "bittensor")}`;
    const environment = { HEARTH_MODEL_SHA256: referenceModel() };
    for (const program of programs) {
      const args = [fileURLToPath(new URL(program, here))];
      yield* runProgram({ tool, executable: python, args, environment }, context);
    }
  },
};

/** The model file that counts for the house's validators. */
function referenceModel(): string {
  const { models: known } = manifest.parse(JSON.parse(readFileSync(models, "utf8")));
  const reference = known.find((model) => model.quantisation === "f16");
  if (reference === undefined) throw new Error("the demo model has no f16 file");
  return reference.sha256;
}
