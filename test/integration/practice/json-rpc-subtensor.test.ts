import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { accountBytes } from "../../../native/practice/scale/account.ts";
import { u16, u64, vec } from "../../../native/practice/scale/type.ts";
import { type RpcNode, startRpcNode } from "./rpc-node.ts";

let run: RpcNode;
let hotkey: string;
let owner: string;
beforeAll(async () => {
  run = await startRpcNode({ blockMillis: 2000 });
  hotkey = storage.Keys.get(run.node.chain.state, 1, 1);
  owner = storage.Owner.get(run.node.chain.state, hotkey);
});
afterAll(() => run.close());

const netuid = (): number[] => [...u16.codec.enc(1)];
const account = (address: string): number[] => [...accountBytes(address)];
const indexes = [0, 1, 52];

/** Each method with its parameters, and the runtime API with the same arguments in SCALE. */
const rows: readonly (readonly [string, () => unknown[], string, () => readonly number[]])[] = [
  ["delegateInfo_getDelegates", () => [], "DelegateInfoRuntimeApi_get_delegates", () => []],
  [
    "delegateInfo_getDelegate",
    () => [account(hotkey)],
    "DelegateInfoRuntimeApi_get_delegate",
    () => account(hotkey),
  ],
  [
    "delegateInfo_getDelegated",
    () => [account(owner)],
    "DelegateInfoRuntimeApi_get_delegated",
    () => account(owner),
  ],
  ["neuronInfo_getNeuronsLite", () => [1], "NeuronInfoRuntimeApi_get_neurons_lite", netuid],
  [
    "neuronInfo_getNeuronLite",
    () => [1, 0],
    "NeuronInfoRuntimeApi_get_neuron_lite",
    () => [...netuid(), 0, 0],
  ],
  ["neuronInfo_getNeurons", () => [1], "NeuronInfoRuntimeApi_get_neurons", netuid],
  [
    "neuronInfo_getNeuron",
    () => [1, 0],
    "NeuronInfoRuntimeApi_get_neuron",
    () => [...netuid(), 0, 0],
  ],
  ["subnetInfo_getSubnetInfo", () => [1], "SubnetInfoRuntimeApi_get_subnet_info", netuid],
  ["subnetInfo_getSubnetsInfo", () => [], "SubnetInfoRuntimeApi_get_subnets_info", () => []],
  ["subnetInfo_getSubnetInfo_v2", () => [1], "SubnetInfoRuntimeApi_get_subnet_info_v2", netuid],
  ["subnetInfo_getSubnetsInfo_v2", () => [], "SubnetInfoRuntimeApi_get_subnets_info_v2", () => []],
  [
    "subnetInfo_getSubnetHyperparams",
    () => [1],
    "SubnetInfoRuntimeApi_get_subnet_hyperparams",
    netuid,
  ],
  [
    "subnetInfo_getSubnetHyperparamsV2",
    () => [1],
    "SubnetInfoRuntimeApi_get_subnet_hyperparams_v2",
    netuid,
  ],
  ["subnetInfo_getAllDynamicInfo", () => [], "SubnetInfoRuntimeApi_get_all_dynamic_info", () => []],
  ["subnetInfo_getDynamicInfo", () => [1], "SubnetInfoRuntimeApi_get_dynamic_info", netuid],
  ["subnetInfo_getAllMetagraphs", () => [], "SubnetInfoRuntimeApi_get_all_metagraphs", () => []],
  ["subnetInfo_getMetagraph", () => [1], "SubnetInfoRuntimeApi_get_metagraph", netuid],
  ["subnetInfo_getAllMechagraphs", () => [], "SubnetInfoRuntimeApi_get_all_mechagraphs", () => []],
  [
    "subnetInfo_getMechagraph",
    () => [1, 0],
    "SubnetInfoRuntimeApi_get_mechagraph",
    () => [...netuid(), 0],
  ],
  ["subnetInfo_getSubnetState", () => [1], "SubnetInfoRuntimeApi_get_subnet_state", netuid],
  [
    "subnetInfo_getSelectiveMetagraph",
    () => [1, indexes],
    "SubnetInfoRuntimeApi_get_selective_metagraph",
    () => [...netuid(), ...vec(u16).codec.enc(indexes)],
  ],
  [
    "subnetInfo_getSelectiveMechagraph",
    () => [1, 0, indexes],
    "SubnetInfoRuntimeApi_get_selective_mechagraph",
    () => [...netuid(), 0, ...vec(u16).codec.enc(indexes)],
  ],
  [
    "subnetInfo_getColdkeyAutoStakeHotkey",
    () => [owner, 1],
    "SubnetInfoRuntimeApi_get_coldkey_auto_stake_hotkey",
    () => [...account(owner), ...netuid()],
  ],
  [
    "subnetInfo_getSubnetAccountId",
    () => [1],
    "SubnetInfoRuntimeApi_get_subnet_account_id",
    netuid,
  ],
  [
    "stakeInfo_getColdkeyLock",
    () => [owner, 1],
    "StakeInfoRuntimeApi_get_coldkey_lock",
    () => [...account(owner), ...netuid()],
  ],
  [
    "swap_simSwapTaoForAlpha",
    () => [1, 1_000_000_000],
    "SwapRuntimeApi_sim_swap_tao_for_alpha",
    () => [...netuid(), ...u64.codec.enc(1_000_000_000n)],
  ],
  [
    "swap_simSwapAlphaForTao",
    () => [1, 1_000_000_000],
    "SwapRuntimeApi_sim_swap_alpha_for_tao",
    () => [...netuid(), ...u64.codec.enc(1_000_000_000n)],
  ],
];

describe("Subtensor's own methods", () => {
  it.each(rows)("%s answers the bytes of its runtime API", async (method, params, api, args) => {
    const at = run.node.chain.finalized.hash;
    const bytes = await run.client.result<number[]>(method, [...params(), at]);
    const hex = `0x${Buffer.from(args()).toString("hex")}`;
    const called = await run.client.result<string>("state_call", [api, hex, at]);
    expect(Buffer.from(bytes).toString("hex")).toBe(called.slice(2));
    expect(bytes.length).toBeGreaterThan(0);
  });

  it("answer numbers where the runtime does", async () => {
    expect(await run.client.result("subnetInfo_getLockCost")).toBeGreaterThan(0);
    expect(await run.client.result("subnetInfo_getSubnetToPrune")).toSatisfy(
      (netuid: unknown) => netuid === null || typeof netuid === "number",
    );
    const price = await run.client.result<number>("swap_currentAlphaPrice", [1]);
    expect(price).toBeGreaterThan(0);
    expect(await run.client.result("swap_currentAlphaPriceAll")).toContainEqual({
      netuid: 1,
      price,
    });
  });

  it("say under code 1 what the runtime could not answer", async () => {
    const unknown = `0x${"ab".repeat(32)}`;
    expect((await run.client.ask("neuronInfo_getNeurons", [1, unknown])).error).toEqual({
      code: 1,
      message: expect.stringMatching(/^Unable to get neurons info: .*not found in the database/),
    });
    expect((await run.client.ask("delegateInfo_getDelegate", [[1, 2]])).error).toEqual({
      code: 1,
      message: expect.stringMatching(/^Unable to get delegates info: /),
    });
  });
});
