import type { ChainClient, ChainFeature } from "../../chain/chain-port.ts";
import { bad, byPerson, type Check, check, good, type Judgement, warning } from "../check.ts";
import { namesText } from "../text.ts";

const pallet = "SubtensorModule";

/** What mining cannot do without; each line needs one of its alternatives. */
const NEEDED: readonly (readonly ChainFeature[])[] = [
  [
    { pallet, call: "register_limit" },
    { pallet, call: "burned_register" },
  ],
  [{ pallet, call: "serve_axon" }],
  [{ pallet, item: "Uids" }],
  [{ pallet, item: "Axons" }],
  [{ api: "NeuronInfoRuntimeApi", method: "get_neurons_lite" }],
];
/** What single pages do without when they must. */
const WANTED: readonly (readonly ChainFeature[])[] = [
  [{ pallet, call: "add_stake_limit" }],
  [{ pallet, call: "remove_stake_limit" }],
  [{ pallet, call: "set_weights" }],
  [{ pallet, call: "commit_timelocked_weights" }],
  [{ api: "StakeInfoRuntimeApi", method: "get_stake_info_for_coldkey" }],
  [{ api: "SwapRuntimeApi", method: "current_alpha_price" }],
];

/** Names of what the runtime lacks. */
export interface RuntimeFacts {
  readonly specVersion?: number | undefined;
  readonly looked: number;
  readonly lacks: readonly string[];
  readonly lacksWanted: readonly string[];
}

/** Whether the chain's runtime offers what Hearth calls. */
export function judgeRuntimeCalls(facts: RuntimeFacts): Judgement {
  const { specVersion, looked, lacks, lacksWanted } = facts;
  const evidence = { looked, ...(specVersion === undefined ? {} : { specVersion }) };
  if (lacks.length > 0)
    return bad("lacks", { ...evidence, missing: namesText(lacks) }, byPerson("updateHearth"));
  return lacksWanted.length > 0
    ? warning("lacksSome", { ...evidence, missing: namesText(lacksWanted) })
    : good(evidence);
}

/** The check of the runtime's calls, items and APIs. */
export function runtimeCallsCheck(chain: Pick<ChainClient, "has" | "state">): Check {
  return check({
    id: "runtimeCalls",
    group: "network",
    timeout: 15_000,
    probe: async () => ({
      specVersion: chain.state().specVersion,
      looked: NEEDED.length + WANTED.length,
      lacks: await lacking(chain, NEEDED),
      lacksWanted: await lacking(chain, WANTED),
    }),
    judge: judgeRuntimeCalls,
  });
}

async function lacking(
  chain: Pick<ChainClient, "has">,
  lines: readonly (readonly ChainFeature[])[],
): Promise<string[]> {
  const lacks: string[] = [];
  for (const alternatives of lines) {
    const found = await Promise.all(alternatives.map((feature) => chain.has(feature)));
    if (!found.includes(true)) lacks.push(alternatives.map(nameOf).join(" or "));
  }
  return lacks;
}

function nameOf({ pallet: name, call, item, api, method }: ChainFeature): string {
  return api === undefined ? `${name}.${call ?? item}` : `${api}.${method}`;
}
