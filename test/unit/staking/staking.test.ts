import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stakeMoved, stakePosition, stakeQuote, validatorRow } from "../../../native/api/stake.ts";
import { alphaPrice, EQUAL_WEIGHT, priceToRao } from "../../../native/protocol/pool.ts";
import { quoteBuy, quoteSell } from "../../../native/protocol/swap.ts";
import { createStaking, type Staking } from "../../../native/staking/staking.ts";
import { keypairFromMnemonic, keypairFromUri } from "../../../native/wallet/keypair.ts";
import { sealNacl } from "../../../native/wallet/nacl.ts";
import type { ColdkeySigner } from "../../../native/wallet/signer.ts";
import { openWalletStore } from "../../../native/wallet/wallet-store.ts";
import { type FakeChain, fakeChain } from "../../fakes/fake-chain.ts";

const WORDS = "old leopard transfer rib spatial phone calm indicate online fire caution review";
const PASSWORD = "correct horse";
const COLDKEY = keypairFromMnemonic(WORDS);
const OWN_HOTKEY = keypairFromMnemonic(WORDS, "//hotkey//default").address;
const VALIDATOR = keypairFromUri("//Validator").address;
const POOL = { tao: 1_250_000_000_000n, alpha: 20_000_000_000_000n, taoWeight: EQUAL_WEIGHT };
const TAO = 1_000_000_000n;

/** Signs at once in place of the process; the process is tested with its own. */
const signer: ColdkeySigner = {
  withColdkey: (_keyfile, password, action) => {
    if (password !== PASSWORD)
      return Promise.reject(Object.assign(new Error(), { code: "WRONG_PASSWORD" }));
    return action({ ...COLDKEY, sign: async (payload) => COLDKEY.sign(payload) });
  },
  sign: async () => [],
  seal: async (json) => sealNacl(new TextEncoder().encode(json), new Uint8Array(32)),
};

let root: string;
let chain: FakeChain;
let staking: Staking;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-staking-"));
  const wallets = openWalletStore(root, { seal: signer.seal });
  await wallets.create({ name: "default", hotkey: "default", password: PASSWORD, mnemonic: WORDS });
  chain = fakeChain({ start: 50 });
  staking = createStaking({ chain, wallets, signer });
  chain.set("SubtensorModule", "SubnetTAO", [1], POOL.tao);
  chain.set("SubtensorModule", "SubnetAlphaIn", [1], POOL.alpha);
  chain.set("Swap", "SwapBalancer", [1], { quote: POOL.taoWeight });
  fund(COLDKEY.address, 100n * TAO);
  chain.setApi("SwapRuntimeApi", "current_alpha_price", () => priceToRao(alphaPrice(POOL)));
  const simulate =
    (trade: typeof quoteBuy, side: "buy" | "sell") => (_netuid: unknown, amount: unknown) => {
      const quote = trade(POOL, amount as bigint);
      if (quote.kind !== "filled") throw new Error(quote.reason);
      const buy = side === "buy";
      return {
        tao_amount: buy ? quote.amountIn : quote.amountOut,
        alpha_amount: buy ? quote.amountOut : quote.amountIn,
        tao_fee: buy ? quote.fee : 0n,
        alpha_fee: buy ? 0n : quote.fee,
        tao_slippage: 0n,
        alpha_slippage: 0n,
      };
    };
  chain.setApi("SwapRuntimeApi", "sim_swap_tao_for_alpha", simulate(quoteBuy, "buy"));
  chain.setApi("SwapRuntimeApi", "sim_swap_alpha_for_tao", simulate(quoteSell, "sell"));
  holds(0n);
});
afterEach(() => rm(root, { recursive: true, force: true }));

function fund(address: string, free: bigint): void {
  chain.set("System", "Account", [address], { nonce: 0, data: { free, reserved: 0n, frozen: 0n } });
}
function holds(alpha: bigint, locked = 0n): void {
  const info = {
    hotkey: VALIDATOR,
    coldkey: COLDKEY.address,
    netuid: 1,
    stake: alpha,
    is_registered: true,
  };
  chain.setApi("StakeInfoRuntimeApi", "get_stake_info_for_hotkey_coldkey_netuid", () => info);
  chain.setApi("StakeInfoRuntimeApi", "get_stake_info_for_coldkey", () => [
    info,
    { ...info, hotkey: OWN_HOTKEY, netuid: 0, stake: 5n * TAO },
  ]);
  const root = { total: 5n * TAO, locked: 0n, available: 5n * TAO };
  chain.setApi("StakeInfoRuntimeApi", "get_stake_availability_for_coldkeys", () => [
    [
      COLDKEY.address,
      [
        [0, root],
        [1, { total: alpha, locked, available: alpha - locked }],
      ],
    ],
  ]);
}
const order = (amount: bigint) => ({
  hotkey: VALIDATOR,
  netuid: 1,
  amount: `${amount}`,
  tolerance: 0.005,
  password: PASSWORD,
});

test("a coldkey file of another wallet signs nothing", async () => {
  const other = keypairFromUri("//Other").address;
  const shown = { ss58Address: other };
  await writeFile(join(root, "default", "coldkeypub.txt"), JSON.stringify(shown));
  fund(other, 100n * TAO);
  await expect(staking.add(order(TAO))).rejects.toMatchObject({
    code: "KEYFILE_DAMAGED",
    detail: { file: "coldkeypub.txt" },
  });
  expect(chain.submissions).toEqual([]);
});

describe("a quote", () => {
  test("says what arrives, what it costs, and what is the least", async () => {
    const quote = await staking.quote({ direction: "add", ...order(TAO) });
    expect(stakeQuote.parse(quote)).toEqual(quote);
    expect(quote).toMatchObject({ price: "62500000", limitPrice: "62812500", block: 50 });
    const filled = quoteBuy(POOL, TAO);
    if (filled.kind !== "filled") throw new Error("unreachable");
    expect(quote.receives).toBe(`${filled.amountOut}`);
    expect(quote.swapFee).toBe(`${filled.fee}`);
    expect(quote.priceAfter).toBe(`${priceToRao(filled.priceAfter)}`);
    expect(BigInt(quote.worstCase)).toBeLessThan(filled.amountOut);
    expect(quote.slippage).toBeGreaterThan(0);
    expect(quote.slippage).toBeLessThan(0.005);
  });

  test("to sell is the other way round", async () => {
    const quote = await staking.quote({ direction: "remove", ...order(20n * TAO) });
    expect(quote.limitPrice).toBe("62187500");
    expect(BigInt(quote.priceAfter)).toBeLessThan(62_500_000n);
    expect(BigInt(quote.worstCase)).toBeLessThanOrEqual(BigInt(quote.receives));
  });

  test("for an address that is none is refused", async () => {
    const input = { direction: "add" as const, ...order(TAO), hotkey: "5Nonsense" };
    await expect(staking.quote(input)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("an order", () => {
  beforeEach(() => {
    chain.dispatch(({ name, args }, coldkey) => {
      const added = name === "add_stake_limit";
      const amount = (added ? args.amount_staked : args.amount_unstaked) as bigint;
      const [tao, alpha] = added ? [amount, 19n * TAO] : [TAO, amount];
      const value = [coldkey, args.hotkey, tao, alpha, args.netuid, 1n];
      return [{ pallet: "SubtensorModule", name: added ? "StakeAdded" : "StakeRemoved", value }];
    });
  });

  test("to add is a limit order that fills whole or fails, and tells what its event says", async () => {
    const moved = await staking.add(order(TAO));
    expect(stakeMoved.parse(moved)).toEqual(moved);
    expect(moved).toMatchObject({ paid: `${TAO}`, received: `${19n * TAO}`, netuid: 1 });
    expect(chain.submissions).toEqual([
      {
        address: COLDKEY.address,
        call: {
          pallet: "SubtensorModule",
          name: "add_stake_limit",
          args: {
            hotkey: VALIDATOR,
            netuid: 1,
            amount_staked: TAO,
            limit_price: 62_812_500n,
            allow_partial: false,
          },
        },
      },
    ]);
  });

  test("to remove is one too", async () => {
    holds(30n * TAO);
    const moved = await staking.remove(order(20n * TAO));
    expect(moved).toMatchObject({ paid: `${20n * TAO}`, received: `${TAO}` });
    expect(chain.submissions[0]?.call).toMatchObject({
      name: "remove_stake_limit",
      args: { amount_unstaked: 20n * TAO, limit_price: 62_187_500n, allow_partial: false },
    });
  });

  test("a limit from a quote beats the tolerance", async () => {
    await staking.add({ ...order(TAO), limitPrice: "70000000" });
    expect(chain.submissions[0]?.call.args).toMatchObject({ limit_price: 70_000_000n });
  });

  test.each([
    ["BALANCE_TOO_LOW", () => fund(COLDKEY.address, TAO)],
    ["WRONG_PASSWORD", () => undefined, { password: "wrong" }],
    ["SLIPPAGE_TOO_HIGH", () => undefined, { tolerance: 0 }],
    ["SLIPPAGE_TOO_HIGH", () => undefined, { amount: `${50n * TAO}` }],
    ["BAD_INPUT", () => undefined, { amount: "0" }],
    ["WALLET_NOT_FOUND", () => undefined, { wallet: "nobody" }],
    ["CHAIN_UNREACHABLE", () => chain.connect(false)],
  ])("%s sends nothing", async (code, prepare, change: object = {}) => {
    prepare();
    await expect(staking.add({ ...order(TAO), ...change })).rejects.toMatchObject({ code });
    expect(chain.submissions).toEqual([]);
  });

  test("more than is staked cannot be unstaked", async () => {
    holds(TAO);
    await expect(staking.remove(order(2n * TAO))).rejects.toMatchObject({
      code: "BALANCE_TOO_LOW",
      detail: { needed: `${2n * TAO}`, available: `${TAO}` },
    });
  });

  test("what is locked cannot be unstaked, and nothing is signed for it", async () => {
    holds(20n * TAO, 15n * TAO);
    await expect(staking.remove(order(6n * TAO))).rejects.toMatchObject({
      code: "BALANCE_TOO_LOW",
      detail: { needed: `${6n * TAO}`, available: `${5n * TAO}` },
    });
    expect(chain.submissions).toEqual([]);
    const [position] = await staking.positions({});
    expect(position).toMatchObject({ alpha: `${20n * TAO}`, available: `${5n * TAO}` });
  });

  test("on a chain without locks everything staked is there", async () => {
    holds(20n * TAO);
    chain.lack("StakeInfoRuntimeApi.get_stake_availability_for_coldkeys");
    const [position] = await staking.positions({});
    expect(position).toMatchObject({ available: `${20n * TAO}` });
    await expect(staking.remove(order(21n * TAO))).rejects.toMatchObject({
      detail: { available: `${20n * TAO}` },
    });
  });
});

test("positions are valued at what they would bring, own ones marked", async () => {
  holds(20n * TAO);
  const positions = await staking.positions({});
  for (const position of positions) expect(stakePosition.parse(position)).toEqual(position);
  const sold = quoteSell(POOL, 20n * TAO);
  expect(positions).toEqual([
    {
      wallet: "default",
      hotkey: VALIDATOR,
      netuid: 1,
      alpha: `${20n * TAO}`,
      available: `${20n * TAO}`,
      value: sold.kind === "filled" ? `${sold.amountOut}` : "",
      own: false,
    },
    {
      wallet: "default",
      hotkey: OWN_HOTKEY,
      netuid: 0,
      alpha: `${5n * TAO}`,
      available: `${5n * TAO}`,
      value: `${5n * TAO}`,
      own: true,
    },
  ]);
});

test("validators are those with a permit or dividends, most stake first", async () => {
  const neuron = (uid: number, hotkey: string, stake: bigint, permit: boolean, dividends = 0) => ({
    hotkey,
    coldkey: COLDKEY.address,
    uid,
    netuid: 1,
    active: true,
    axon_info: { ip: 0n, port: 0, ip_type: 4, protocol: 4 },
    stake: [[COLDKEY.address, stake]],
    rank: 0,
    emission: 0n,
    incentive: 0,
    consensus: 0,
    trust: 0,
    validator_trust: 65_535,
    dividends,
    last_update: 1n,
    validator_permit: permit,
  });
  const miner = keypairFromUri("//Miner").address;
  chain.setApi("NeuronInfoRuntimeApi", "get_neurons_lite", () => [
    neuron(0, VALIDATOR, 10n, true, 13_107),
    neuron(1, OWN_HOTKEY, 30n, true),
    neuron(2, miner, 50n, false),
  ]);
  chain.set("SubtensorModule", "Delegates", [VALIDATOR], 11_796);
  chain.set("SubtensorModule", "AlphaDividendsPerSubnet", [1, VALIDATOR], 77n);
  const name = new TextEncoder().encode("House");
  chain.set("SubtensorModule", "IdentitiesV2", [COLDKEY.address], { name });
  const rows = await staking.validators({ netuid: 1 });
  for (const row of rows) expect(validatorRow.parse(row)).toEqual(row);
  expect(rows.map(({ hotkey }) => hotkey)).toEqual([OWN_HOTKEY, VALIDATOR]);
  expect(rows[1]).toMatchObject({ dividends: "77", own: false, trust: 1, name: "House" });
  expect(rows[1]?.take).toBeCloseTo(0.18, 4);
  expect(rows[1]?.dividendShare).toBeCloseTo(0.2, 4);
  expect(rows[0]?.own).toBe(true);
});
