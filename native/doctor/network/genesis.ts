import { bad, byPerson, type Check, check, good, type Judgement, unknown } from "../check.ts";

/** Hash of block 0 of the chain that answers, and of the one that should. */
export interface GenesisFacts {
  readonly network: string;
  readonly genesis?: string | undefined;
  readonly chain?: string | undefined;
  /** Undefined where nothing is known beforehand: the practice network's is made here, a custom one's is its owner's. */
  readonly expected?: string | undefined;
}

/** Whether this is the network that was chosen. */
export function judgeGenesis({ network, genesis, chain, expected }: GenesisFacts): Judgement {
  if (genesis === undefined) return unknown("notConnected", { network });
  const evidence = { network, genesis, ...(chain === undefined ? {} : { chain }) };
  if (expected === undefined) return good(evidence, "seen");
  return genesis === expected
    ? good(evidence)
    : bad("other", { ...evidence, expected }, byPerson("checkEndpoint"));
}

/** The check of the chain's identity. */
export function genesisCheck(facts: () => GenesisFacts): Check {
  return check({ id: "genesis", group: "network", probe: facts, judge: judgeGenesis });
}
