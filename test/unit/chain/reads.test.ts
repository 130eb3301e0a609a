import { describe, expect, test } from "vitest";
import { rao } from "../../../native/api/units.ts";
import { freeBalance, readAccount } from "../../../native/chain/reads/account.ts";
import { pinned } from "../../../native/chain/reads/at.ts";
import { readEpoch } from "../../../native/chain/reads/epoch.ts";
import { readNeurons } from "../../../native/chain/reads/neurons.ts";
import { quoteStake, stakeOf } from "../../../native/chain/reads/stake.ts";
import { listSubnets, textOf } from "../../../native/chain/reads/subnets.ts";
import { fakeChain } from "../../fakes/fake-chain.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("neurons", () => {
  const info = (uid: number, axon: { ip: bigint; port: number; ip_type: number }) => ({
    hotkey: `hot${uid}`,
    coldkey: `cold${uid}`,
    uid,
    active: true,
    axon_info: { ...axon, protocol: 4 },
    stake: [
      [`cold${uid}`, 5n],
      ["other", 7],
    ],
    emission: 11n,
    incentive: 1,
    consensus: 2,
    validator_trust: 3,
    dividends: 4,
    last_update: 9n,
    validator_permit: uid === 0,
  });

  test("come by uid with their registration block; ip 0 or port 0 is not serving", async () => {
    const chain = fakeChain();
    chain.setApi("NeuronInfoRuntimeApi", "get_neurons_lite", (netuid) =>
      netuid === 1
        ? [
            info(2, { ip: 0n, port: 0, ip_type: 4 }),
            info(0, { ip: 0x7f000002n, port: 8091, ip_type: 4 }),
            info(1, { ip: 1n << 125n, port: 443, ip_type: 6 }),
          ]
        : [],
    );
    chain.set("SubtensorModule", "BlockAtRegistration", [1, 0], 40n);
    chain.set("SubtensorModule", "BlockAtRegistration", [1, 1], 41n);
    chain.set("SubtensorModule", "BlockAtRegistration", [2, 0], 99n);
    const neurons = await readNeurons(chain, 1);
    expect(neurons.map(({ uid }) => uid)).toEqual([0, 1, 2]);
    expect(neurons[0]).toEqual({
      uid: 0,
      hotkey: "hot0",
      coldkey: "cold0",
      active: true,
      axon: { ip: "127.0.0.2", port: 8091, protocol: 4 },
      stake: 12n,
      incentive: 1,
      dividends: 4,
      consensus: 2,
      validatorTrust: 3,
      validatorPermit: true,
      emission: 11n,
      lastUpdate: 9,
      registeredAt: 40,
    });
    expect(neurons[1]?.axon?.ip).toBe("2000::");
    expect(neurons[2]).toMatchObject({ axon: undefined, registeredAt: 0 });
    await expect(readNeurons(fakeChain(), 1)).rejects.toMatchObject({ code: "CHAIN_LACKS" });
  });
});

describe("the epoch clock", () => {
  const clock = () => {
    const chain = fakeChain({ start: 100 });
    chain.set("SubtensorModule", "Tempo", [1], 20);
    chain.set("SubtensorModule", "LastEpochBlock", [1], 95n);
    chain.set("SubtensorModule", "BlocksSinceLastStep", [1], 5n);
    chain.set("System", "Number", [], 100);
    return chain;
  };

  test("is the runtime's own answer where there is one", async () => {
    const chain = clock();
    chain.setApi("SubnetInfoRuntimeApi", "get_next_epoch_start_block", () => 116n);
    expect(await readEpoch(chain, 1)).toEqual({
      tempo: 20,
      lastEpochBlock: 95,
      nextEpochBlock: 116,
    });
  });

  test("follows from the schedule where there is none", async () => {
    expect((await readEpoch(clock(), 1)).nextEpochBlock).toBe(115);
    const old = clock();
    old.lack("SubtensorModule.PendingEpochAt");
    expect((await readEpoch(old, 1)).nextEpochBlock).toBe(115);
  });

  test("does not run without a tempo", async () => {
    const chain = clock();
    chain.set("SubtensorModule", "Tempo", [1], 0);
    expect((await readEpoch(chain, 1)).nextEpochBlock).toBeUndefined();
  });
});

test("subnets are those that exist, with names from identity, else by number", async () => {
  const chain = fakeChain();
  for (const [netuid, exists] of [
    [1, true],
    [0, true],
    [7, false],
    [3, true],
  ] as const) {
    chain.set("SubtensorModule", "NetworksAdded", [netuid], exists);
  }
  chain.set("SubtensorModule", "SubnetIdentitiesV3", [1], {
    subnet_name: bytes("Text generation"),
  });
  chain.set("SubtensorModule", "TokenSymbol", [1], bytes("α"));
  chain.set("SubtensorModule", "SubnetTAO", [1], 5n);
  chain.setApi("SwapRuntimeApi", "current_alpha_price", (netuid) =>
    netuid === 0 ? 1_000_000_000n : 7n,
  );
  const subnets = await listSubnets(chain);
  expect(subnets.map(({ netuid, name }) => [netuid, name])).toEqual([
    [0, "root"],
    [1, "Text generation"],
    [3, "Subnet 3"],
  ]);
  expect(subnets[1]).toMatchObject({
    symbol: "α",
    taoIn: 5n,
    price: 7n,
    registrationAllowed: false,
  });
});

test("text is read from bytes and from compact numbers", () => {
  expect(textOf(bytes("τ"))).toBe("τ");
  expect(textOf([...bytes("τ")])).toBe("τ");
  expect(textOf(undefined)).toBe("");
});

test("balances leave out what is frozen", async () => {
  const chain = fakeChain();
  const data = { free: 10n, reserved: 3n, frozen: 4n };
  chain.set("System", "Account", ["a"], { nonce: 2, data });
  expect(await readAccount(chain, "a")).toEqual({ ...data, nonce: 2 });
  expect(await freeBalance(chain, "a")).toBe(6n);
  chain.set("System", "Account", ["a"], { nonce: 2, data: { ...data, frozen: 11n } });
  expect(await freeBalance(chain, "a")).toBe(0n);
});

test("stake leaves out what is zero; simulations keep their units apart", async () => {
  const chain = fakeChain();
  const info = { hotkey: "h", coldkey: "c", netuid: 1, stake: 4n, is_registered: true };
  chain.setApi("StakeInfoRuntimeApi", "get_stake_info_for_coldkey", () => [
    info,
    { ...info, stake: 0 },
  ]);
  expect(await stakeOf(chain, "c")).toEqual([
    { hotkey: "h", coldkey: "c", netuid: 1, alpha: 4n, registered: true },
  ]);
  chain.setApi("SwapRuntimeApi", "sim_swap_tao_for_alpha", (_netuid, amount) => ({
    tao_amount: amount,
    alpha_amount: 2n,
    tao_fee: 3n,
    alpha_fee: 0n,
  }));
  expect(await quoteStake(chain, 1, rao(9n))).toEqual({
    tao: 9n,
    alpha: 2n,
    taoFee: 3n,
    alphaFee: 0n,
  });
});

test("reads at a hash see that block, also after later changes, until it is pruned", async () => {
  const chain = fakeChain({ start: 5 });
  chain.set("SubtensorModule", "Tempo", [1], 20);
  const before = pinned(chain, "best");
  chain.advance();
  chain.set("SubtensorModule", "Tempo", [1], 30);
  expect(await chain.query("SubtensorModule", "Tempo", [1], before)).toBe(20);
  expect(await chain.query("SubtensorModule", "Tempo", [1])).toBe(30);
  chain.prune(6);
  await expect(chain.query("SubtensorModule", "Tempo", [1], before)).rejects.toMatchObject({
    code: "STATE_DISCARDED",
  });
});
