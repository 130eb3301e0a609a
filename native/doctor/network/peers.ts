import type { NeuronRecord } from "../../chain/reads/neurons.ts";
import { bad, byPerson, type Check, check, good, type Judgement, warning } from "../check.ts";

/** The neurons of the subnet as they are now. */
export interface PeerFacts {
  readonly netuid: number;
  readonly block: number;
  readonly tempo: number;
  readonly neurons: readonly Pick<NeuronRecord, "axon" | "validatorPermit" | "lastUpdate">[];
}

/** A validator that set no weights for so many epochs is gone. */
const GONE_EPOCHS = 5;

/** Whether there is anybody to work for. */
export function judgePeers({ netuid, block, tempo, neurons }: PeerFacts): Judgement {
  const validators = neurons.filter(({ validatorPermit }) => validatorPermit);
  const fresh = validators.filter(({ lastUpdate }) => block - lastUpdate <= GONE_EPOCHS * tempo);
  const evidence = {
    netuid,
    neurons: neurons.length,
    miners: neurons.filter(({ axon }) => axon !== undefined).length,
    validators: validators.length,
    active: fresh.length,
  };
  if (neurons.length === 0) return bad("empty", evidence, byPerson("otherSubnet"));
  if (fresh.length === 0) return warning("noValidator", evidence, byPerson("otherSubnet"));
  return evidence.miners === 0 ? warning("noMiner", evidence) : good(evidence);
}

/** The check of the subnet's neurons. */
export function peersCheck(probe: () => Promise<PeerFacts>): Check {
  return check({ id: "peers", group: "network", timeout: 15_000, probe, judge: judgePeers });
}
