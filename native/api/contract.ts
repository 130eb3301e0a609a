import { benchmark } from "./benchmark.ts";
import { doctor } from "./doctor.ts";
import { downloads } from "./downloads.ts";
import { earnings } from "./earnings.ts";
import { engine } from "./engine.ts";
import { governor } from "./governor.ts";
import { hardware } from "./hardware.ts";
import { mining } from "./mining.ts";
import { models } from "./models.ts";
import { network } from "./network.ts";
import { node } from "./node.ts";
import { practice } from "./practice.ts";
import { stake } from "./stake.ts";
import { validator } from "./validator.ts";
import { walletProcedures } from "./wallet.ts";

/** Everything a client of the node can ask for: the page, the desktop shell and the command line all use this and nothing else. */
export const contract = {
  node,
  hardware,
  models,
  downloads,
  engine,
  governor,
  benchmark,
  doctor,
  wallet: walletProcedures,
  practice,
  mining,
  earnings,
  stake,
  validator,
  network,
};
/** The contract as a type: what a typed client is made of. */
export type Contract = typeof contract;
