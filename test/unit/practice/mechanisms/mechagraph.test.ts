import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { ask } from "../runtime/ask-api.ts";
import { NETUID, type PracticeChain } from "../runtime/practice-chain.ts";
import { SECOND, twoMechanisms, weigh } from "./two-mechanisms.ts";

type Graph = Readonly<Record<string, unknown>>;

function weighed(): PracticeChain {
  const chain = twoMechanisms();
  weigh(chain, 0, [1], [1]);
  weigh(chain, 1, [2], [1]);
  chain.toEpoch();
  return chain;
}

test("a mechanism's metagraph is the subnet's with its own number, updates and incentives", () => {
  const chain = weighed();
  const mechagraph = (mecid: number) =>
    ask(chain, "SubnetInfoRuntimeApi.get_mechagraph", { netuid: NETUID, mecid }) as Graph;
  const metagraph = ask(chain, "SubnetInfoRuntimeApi.get_metagraph", { netuid: NETUID }) as Graph;
  expect(mechagraph(0)).toEqual(metagraph);
  const { netuid, incentives, last_update, ...rest } = mechagraph(1);
  expect(netuid).toBe(SECOND);
  expect(incentives).toEqual(storage.Incentive.get(chain.state, SECOND));
  expect((incentives as number[])[2]).toBe(65_535);
  expect(last_update).toEqual(storage.LastUpdate.get(chain.state, SECOND));
  expect(metagraph).toMatchObject(rest);
  expect(mechagraph(2)).toBeUndefined();
});

test("all mechagraphs are every subnet's mechanisms in order", () => {
  const chain = weighed();
  const all = ask(chain, "SubnetInfoRuntimeApi.get_all_mechagraphs") as Graph[];
  expect(all.map(({ netuid }) => netuid)).toEqual([0, NETUID, SECOND]);
});

test("a selective mechagraph has the subnet's netuid and the mechanism's own lists", () => {
  const chain = weighed();
  const fields = [52, 59, 62];
  const select = (subid: number) =>
    ask(chain, "SubnetInfoRuntimeApi.get_selective_mechagraph", {
      netuid: NETUID,
      subid,
      metagraph_indexes: fields,
    }) as Graph;
  const chosen = select(1);
  expect(chosen.netuid).toBe(NETUID);
  expect(chosen.hotkeys).toHaveLength(10);
  expect(chosen.incentives).toEqual(storage.Incentive.get(chain.state, SECOND));
  expect(chosen.last_update).toEqual(storage.LastUpdate.get(chain.state, SECOND));
  expect(chosen.dividends).toBeUndefined();
  expect(select(9)).toMatchObject({ netuid: NETUID, incentives: [], last_update: [] });
});
