import { expect, it } from "vitest";
import { account, servedPractice } from "./served-practice.ts";

const faucet = account("//Hearth//Faucet");
const helper = account("//Helper");
const TAO = 1_000_000_000n;
const netuid = 1;

const practice = servedPractice();

const api = () => practice.client.getUnsafeApi();
const transaction = (pallet: string, name: string, args: unknown) =>
  api().tx[pallet]![name]!(args as never);
const send = async (pallet: string, name: string, args: unknown, who = faucet) => {
  const done = await transaction(pallet, name, args).signAndSubmit(who.signer);
  expect(done).toMatchObject({ ok: true });
  return done;
};
const ask = (name: string, ...args: unknown[]) =>
  api().apis.StakeInfoRuntimeApi![name]!(...(args as never[])) as Promise<unknown>;
const read = (name: string, ...keys: unknown[]) =>
  api().query.SubtensorModule![name]!.getValue(...(keys as never[])) as Promise<unknown>;

it("stake that is locked is told as such, and stays", async () => {
  const hotkey = (await read("Keys", netuid, 7)) as string;
  await send("SubtensorModule", "add_stake", { hotkey, netuid, amount_staked: 100n * TAO });
  await send("SubtensorModule", "lock_stake", { hotkey, netuid, amount: 50n * TAO });
  const [[, subnets]] = (await ask(
    "get_stake_availability_for_coldkeys",
    [faucet.address],
    [netuid],
  )) as [[string, [number, { total: bigint; locked: bigint; available: bigint }][]]];
  const { total, locked, available } = subnets[0]![1];
  // It decays from the next block on, by fifty millionths of itself a block at most.
  expect(locked).toBeLessThanOrEqual(50n * TAO);
  expect(locked).toBeGreaterThan(49n * TAO);
  expect(available).toBe(total - locked);
  expect(await ask("get_coldkey_lock", faucet.address, netuid)).toMatchObject({
    conviction: expect.any(BigInt),
  });
  expect(await ask("get_most_convicted_hotkey_on_subnet", netuid)).toBe(hotkey);
  const all = transaction("SubtensorModule", "remove_stake", {
    hotkey,
    netuid,
    amount_unstaked: total,
  });
  const refused = await all.signAndSubmit(faucet.signer);
  expect(refused).toMatchObject({
    ok: false,
    dispatchError: { type: "Module", value: { value: { type: "StakeUnavailable" } } },
  });
});

it("a crowd leases a subnet: who gave has a share, who began it runs it", async () => {
  const dest = { type: "Id", value: helper.address };
  await send("Balances", "transfer_keep_alive", { dest, value: 1_000n * TAO });
  const { decodedCall: call } = transaction("SubtensorModule", "register_leased_network", {
    emissions_share: 25,
    end_block: undefined,
  });
  const now = await practice.client.getBestBlocks();
  await send("Crowdloan", "create", {
    deposit: 1_500n * TAO,
    min_contribution: TAO,
    cap: 2_000n * TAO,
    end: now[0]!.number + 60_000,
    call,
    target_address: undefined,
  });
  const contribution = { crowdloan_id: 0, amount: 500n * TAO };
  await send("Crowdloan", "contribute", contribution, helper);
  const done = await send("Crowdloan", "finalize", { crowdloan_id: 0 });
  const names = done.events.map(({ type, value }) => `${type}.${(value as { type: string }).type}`);
  expect(names).toContain("SubtensorModule.SubnetLeaseCreated");
  expect(await read("SubnetLeases", 0)).toMatchObject({
    beneficiary: faucet.address,
    emissions_share: 25,
    netuid: 2,
    cost: 1_000_093_000_000n,
  });
  // A quarter, as U64F64.
  expect(await read("SubnetLeaseShares", 0, helper.address)).toBe(1n << 62n);
  const { coldkey } = (await read("SubnetLeases", 0)) as { coldkey: string };
  expect(await read("SubnetOwner", 2)).toBe(coldkey);
});

it("an EVM address of nobody's neuron does not come into a block", async () => {
  const association = transaction("SubtensorModule", "associate_evm_key", {
    netuid,
    evm_key: `0x${"11".repeat(20)}`,
    block_number: 1n,
    signature: `0x${"22".repeat(65)}`,
  });
  await expect(association.signAndSubmit(helper.signer)).rejects.toMatchObject({
    error: { type: "Invalid", value: { type: "Custom", value: 19 } },
  });
});
