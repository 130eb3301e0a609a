import { deepEqual, equal, ok } from "node:assert/strict";
import { TAO } from "../chain.ts";
import { succeeded } from "../expect.ts";
import type { Scene } from "../scene.ts";

interface Loan {
  readonly raised: bigint;
  readonly cap: bigint;
  readonly min_contribution: bigint;
  readonly finalized: boolean;
}

/** Its low byte is no text: the tool takes a call of ASCII bytes for text and then cannot read it. */
const LEASE_END = 1_000_000 + 0x80;

/** Money raised together, for an account and for a leased subnet. */
export const crowdloans: Scene = async function* ({ send, look, chain, person }) {
  const carl = await person("carl", 3_000n * TAO);
  const dora = await person("dora", 3_000n * TAO);
  const emil = await person("emil");
  const terms = { "wallet-name": "carl", deposit: 10, "min-contribution": 1, duration: 60_000 };
  const loan = (id: number) => chain.read<Loan | undefined>("Crowdloan.Crowdloans", id);
  const given = (id: number, who: string) =>
    chain.read<bigint | undefined>("Crowdloan.Contributions", id, who);
  const made = async (more: Readonly<Record<string, string | number | true>>): Promise<number> => {
    const id = await chain.read<number>("Crowdloan.NextCrowdloanId");
    succeeded(await send("crowd create", { ...terms, ...more }));
    ok((await loan(id)) !== undefined);
    return id;
  };
  const byCarl = (id: number) => ({ "wallet-name": "carl", crowdloan_id: id });
  const byDora = (id: number) => ({ "wallet-name": "dora", crowdloan_id: id });
  let first = 0;
  let second = 0;

  yield {
    command: "crowd create --fundraising",
    try: async () => {
      first = await made({ cap: 100, fundraising: true, "target-address": emil.coldkey });
      deepEqual([(await loan(first))?.raised, (await loan(first))?.cap], [10n * TAO, 100n * TAO]);
    },
  };
  yield {
    command: "crowd contribute",
    try: async () => {
      succeeded(await send("crowd contribute", { ...byDora(first), amount: 20 }));
      equal(await given(first, dora.coldkey), 20n * TAO);
    },
  };
  yield {
    command: "crowd withdraw",
    try: async () => {
      succeeded(await send("crowd withdraw", byDora(first)));
      equal(await given(first, dora.coldkey), undefined);
      succeeded(await send("crowd contribute", { ...byDora(first), amount: 90 }));
      equal((await loan(first))?.raised, 100n * TAO);
    },
  };
  yield {
    command: "crowd list",
    try: async () => {
      const answer = await look("crowd list", {});
      const { data } = answer.json<{ data: { crowdloans: { id: number; raised: number }[] } }>();
      equal(data.crowdloans.find(({ id }) => id === first)?.raised, 100, answer.text);
    },
  };
  yield {
    command: "crowd info",
    try: async () => {
      const { data } = (await look("crowd info", { crowdloan_id: first })).json<{
        data: { status: string; creator: string; target_address: string };
      }>();
      deepEqual(
        [data.status, data.creator, data.target_address],
        ["Funded", carl.coldkey, emil.coldkey],
      );
    },
  };
  yield {
    command: "crowd contributors",
    try: async () => {
      const { data } = (await look("crowd contributors", { crowdloan_id: first })).json<{
        data: { contributors: { address: string; contribution_tao: number }[] };
      }>();
      deepEqual(
        data.contributors.map(({ address, contribution_tao }) => [address, contribution_tao]),
        [
          [dora.coldkey, 90],
          [carl.coldkey, 10],
        ],
      );
    },
  };
  yield {
    command: "crowd finalize",
    try: async () => {
      succeeded(await send("crowd finalize", byCarl(first)));
      equal((await loan(first))?.finalized, true);
      equal(await chain.free(emil.coldkey), 100n * TAO);
    },
  };
  yield {
    command: "crowd update",
    try: async () => {
      second = await made({ cap: 200, fundraising: true, "target-address": emil.coldkey });
      succeeded(await send("crowd update", { ...byCarl(second), "min-contribution": 2 }));
      equal((await loan(second))?.min_contribution, 2n * TAO);
    },
  };
  yield {
    command: "crowd refund",
    try: async () => {
      succeeded(await send("crowd contribute", { ...byDora(second), amount: 50 }));
      const free = await chain.free(dora.coldkey);
      succeeded(await send("crowd refund", byCarl(second)));
      equal(await chain.free(dora.coldkey), free + 50n * TAO);
    },
  };
  yield {
    command: "crowd dissolve",
    try: async () => {
      succeeded(await send("crowd dissolve", byCarl(second)));
      equal(await loan(second), undefined);
    },
  };
  yield {
    command: "crowd create --subnet-lease",
    try: async () => {
      // Subnets are founded seldom; another scene may just have done it.
      await chain.sudo("AdminUtils", "sudo_set_network_rate_limit", { rate_limit: 0n });
      const lease = { "subnet-lease": true, "emissions-share": 20 } as const;
      const id = await made({ cap: 2_500, ...lease, "lease-end-block": LEASE_END });
      succeeded(await send("crowd contribute", { ...byDora(id), amount: 2_490 }));
      succeeded(await send("crowd finalize", byCarl(id)));
      const leases = await chain.entries<{ beneficiary: string }>("SubtensorModule.SubnetLeases");
      ok(leases.some(({ value }) => value.beneficiary === carl.coldkey));
    },
  };
};
