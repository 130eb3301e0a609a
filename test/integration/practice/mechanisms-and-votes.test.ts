import { ss58Address } from "@polkadot-labs/hdkd-helpers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FAUCET_PATH, validatorPaths } from "../../../native/practice/runtime/genesis-keys.ts";
import { RpcClient } from "./rpc-client.ts";
import { account, servedPractice } from "./served-practice.ts";

const NETUID = 1;
const SECOND = 4_097;
/** The first house validator's uid on the subnet, and its seat on root. */
const UID = 7;

const sudo = account(FAUCET_PATH).signer;
const validator = account(validatorPaths(1).hotkey).signer;

// A long tempo, so that no parameter is frozen while a busy machine takes its time.
const practice = servedPractice({ tempo: 360, keptStates: 2_000 });
let rpc: RpcClient;

beforeAll(async () => {
  rpc = await RpcClient.open(practice.node.endpoint);
});
afterAll(() => rpc.close());

const api = () => practice.client.getUnsafeApi();
const call = (pallet: string, name: string, args: unknown) =>
  api().tx[pallet]![name]!(args as never);
const asRoot = async (name: string, args: unknown): Promise<void> => {
  const { decodedCall } = call("AdminUtils", name, args);
  const done = await call("Sudo", "sudo", { call: decodedCall }).signAndSubmit(sudo);
  const sudid = done.events.find(({ value }) => (value as { type: string }).type === "Sudid");
  expect(sudid?.value).toMatchObject({ value: { sudo_result: { success: true } } });
};
const read = (item: string, ...keys: unknown[]): Promise<unknown> =>
  api().query.SubtensorModule![item]!.getValue(...(keys as never[]));

it("a second mechanism is set up, weighed and read back through a stock client", {
  timeout: 120_000,
}, async () => {
  await asRoot("sudo_set_max_allowed_uids", { netuid: NETUID, max_allowed_uids: 128 });
  await asRoot("sudo_set_mechanism_count", { netuid: NETUID, mechanism_count: 2 });
  const maybe_split = [32_768, 32_767];
  await asRoot("sudo_set_mechanism_emission_split", { netuid: NETUID, maybe_split });
  expect(await read("MechanismCountCurrent", NETUID)).toBe(2);
  expect(await read("MechanismEmissionSplit", NETUID)).toEqual(maybe_split);
  const weights = { netuid: NETUID, mecid: 1, dests: [2], weights: [1], version_key: 0n };
  const done = await call("SubtensorModule", "set_mechanism_weights", weights).signAndSubmit(
    validator,
  );
  expect(done).toMatchObject({ ok: true });
  expect(await read("Weights", SECOND, UID)).toEqual([[2, 65_535]]);
  await rpc.result("practice_advanceToEpoch", [NETUID]);
  // polkadot-api reads at the newest final block: one more makes the epoch's final.
  await rpc.result("practice_advance", [1]);
  const graphs = (await api().apis.SubnetInfoRuntimeApi!.get_all_mechagraphs!()) as (
    | { netuid: number; incentives: number[] }
    | undefined
  )[];
  expect(graphs.map((graph) => graph?.netuid)).toEqual([0, NETUID, SECOND]);
  expect(graphs[2]?.incentives[2]).toBe(65_535);
});

it("root's vote is cast by a hotkey without money, and root closes it", {
  timeout: 120_000,
}, async () => {
  expect(await read("RootWeightSettingEnabled")).toBe(true);
  const vote = { dests: [0, NETUID], weights: [1, 65_535] };
  const done = await call("SubtensorModule", "set_root_weights", vote).signAndSubmit(validator);
  expect(done).toMatchObject({ ok: true });
  const uid = (await read("Uids", 0, ss58Address(validator.publicKey))) as number;
  expect(await read("Weights", 0, uid)).toEqual([
    [0, 1],
    [NETUID, 65_535],
  ]);
  await asRoot("sudo_set_root_weight_setting_enabled", { enabled: false });
  await rpc.result("practice_advance", [100]);
  const refused = await call("SubtensorModule", "set_root_weights", vote).signAndSubmit(validator);
  expect(refused).toMatchObject({
    ok: false,
    dispatchError: { type: "Module", value: { value: { type: "RootWeightSettingDisabled" } } },
  });
});
