import { fileURLToPath } from "node:url";
import { runProgram } from "../program.ts";
import { pinnedVersion, pythonEnvironment } from "../python.ts";
import type { Suite } from "../suite.ts";

/** In this order: the reads expect a chain in which nobody has done anything yet but pay. */
const all = [
  "connect.py",
  "reads_subnets.py",
  "reads_neurons.py",
  "reads_accounts.py",
  "neurons.py",
  "stake.py",
  "weights.py",
  "keys.py",
  "subnets.py",
  "other_ways.py",
];
/** For the one who writes them: HEARTH_PROGRAMS names the programs to run, HEARTH_ONLY the commands. */
const programs = process.env.HEARTH_PROGRAMS?.split(",") ?? all;

/** The classic SDK in the version that a requirements file pins, by its documented classes and methods alone. */
export function classicSuite(name: string, title: string, requirements: URL): Suite {
  return {
    name,
    title,
    run: async function* (context) {
      const { python } = await pythonEnvironment(requirements, context.say, context.signal);
      const tool = `bittensor ${pinnedVersion(requirements, "bittensor")}`;
      const environment = {
        BT_NO_PARSE_CLI_ARGS: "1",
        HEARTH_ONLY: process.env.HEARTH_ONLY ?? "",
      };
      for (const program of programs) {
        const args = [fileURLToPath(new URL(program, import.meta.url))];
        yield* runProgram({ tool, executable: python, args, environment }, context);
      }
    },
  };
}
