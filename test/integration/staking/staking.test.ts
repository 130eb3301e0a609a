import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChainClient, connectChain } from "../../../native/chain/client.ts";
import { freeBalance } from "../../../native/chain/reads/account.ts";
import { stakeOn } from "../../../native/chain/reads/stake.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { createStaking, type Staking } from "../../../native/staking/staking.ts";
import { keypairFromMnemonic } from "../../../native/wallet/keypair.ts";
import { newMnemonic } from "../../../native/wallet/mnemonic.ts";
import { createSigner } from "../../../native/wallet/signer.ts";
import { openWalletStore } from "../../../native/wallet/wallet-store.ts";
import { devSigner, type PracticeNode, startPractice } from "../chain/practice-node.ts";

const TAO = 1_000_000_000n;
const PASSWORD = "correct horse";
const validator = devSigner("//Hearth//Validator//1//hotkey").address;

const words = newMnemonic();

let root: string;
let node: PracticeNode;
let chain: ChainClient;
let staking: Staking;
let coldkey: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-stake-"));
  const signer = createSigner({ launcher: nodeLauncher() });
  // An unencrypted coldkey: the signer's seconds of argon2 have tests of their own.
  const wallets = openWalletStore(root, { seal: async (json) => new TextEncoder().encode(json) });
  node = await startPractice();
  chain = connectChain({ endpoints: [node.endpoint] });
  const made = await wallets.create({
    name: "default",
    hotkey: "default",
    password: PASSWORD,
    mnemonic: words,
  });
  coldkey = made.coldkey ?? "";
  staking = createStaking({ chain, wallets, signer });
  await chain.whenConnected(AbortSignal.timeout(90_000));
  const dest = { type: "Id", value: coldkey };
  const gift = {
    pallet: "Balances",
    name: "transfer_keep_alive",
    args: { dest, value: 100n * TAO },
  };
  await chain.submit(gift, devSigner("//Hearth//Faucet"));
});
afterAll(async () => {
  await chain?.close();
  await node?.close();
  await rm(root, { recursive: true, force: true });
});

const order = (amount: bigint) => ({
  hotkey: validator,
  netuid: 1,
  amount: `${amount}`,
  tolerance: 0.005,
  password: PASSWORD,
});

describe("stake on a real chain", () => {
  test("the house validators can be staked to", async () => {
    const rows = await staking.validators({ netuid: 1 });
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows[0]).toMatchObject({ hotkey: validator, permit: true, own: false });
    expect(rows[0]?.take).toBeGreaterThan(0);
  });

  test("add and remove do what the quote said, to within the blocks between, and the event tells", async () => {
    const asked = 10n * TAO;
    const quote = await staking.quote({ direction: "add", ...order(asked) });
    const before = await freeBalance(chain, coldkey);
    const added = await staking.add({ ...order(asked), limitPrice: quote.limitPrice });
    expect(added.paid).toBe(`${asked}`);
    expect(BigInt(added.received)).toBeGreaterThanOrEqual(BigInt(quote.worstCase));
    expect(Number(added.received) / Number(quote.receives)).toBeCloseTo(1, 2);
    const after = await freeBalance(chain, coldkey);
    expect(before - after).toBe(asked + BigInt(added.receipt.fee));

    const held = await stakeOn(chain, { coldkey, hotkey: validator, netuid: 1 });
    expect(Number(held) / Number(added.received)).toBeCloseTo(1, 3);
    const [position] = await staking.positions({});
    expect(position).toMatchObject({ wallet: "default", hotkey: validator, netuid: 1 });
    expect(Number(position?.value) / Number(asked)).toBeCloseTo(1, 2);

    const removed = await staking.remove(order(held / 2n));
    expect(Number(removed.received) / Number(asked / 2n)).toBeCloseTo(1, 2);
    const gained = (await freeBalance(chain, coldkey)) - after;
    expect(gained).toBe(BigInt(removed.received) - BigInt(removed.receipt.fee));
  });

  test("what the chain itself refuses for its price is SLIPPAGE_TOO_HIGH", async () => {
    const alice = devSigner("//Hearth//Faucet");
    const args = {
      hotkey: validator,
      netuid: 1,
      amount_staked: TAO,
      limit_price: 1n,
      allow_partial: false,
    };
    const call = { pallet: "SubtensorModule", name: "add_stake_limit", args };
    await expect(chain.submit(call, alice)).rejects.toMatchObject({ code: "SLIPPAGE_TOO_HIGH" });
  });

  test("more than the pool gives at the limit, and more than there is, cost nothing", async () => {
    const before = await freeBalance(chain, coldkey);
    await expect(staking.add({ ...order(TAO), tolerance: 0 })).rejects.toMatchObject({
      code: "SLIPPAGE_TOO_HIGH",
    });
    await expect(staking.add(order(1_000n * TAO))).rejects.toMatchObject({
      code: "BALANCE_TOO_LOW",
    });
    expect(await freeBalance(chain, coldkey)).toBe(before);
  });

  test("what a lock holds back is told, and not unstaked", async () => {
    await staking.add(order(10n * TAO));
    const pair = keypairFromMnemonic(words);
    const own = { ...pair, sign: async (payload: Uint8Array) => pair.sign(payload) };
    const args = { hotkey: validator, netuid: 1, amount: 8n * TAO };
    await chain.submit({ pallet: "SubtensorModule", name: "lock_stake", args }, own);
    const [position] = await staking.positions({});
    const locked = BigInt(position?.alpha ?? 0) - BigInt(position?.available ?? 0);
    // The lock decays from the next block on.
    expect(Number(locked) / Number(8n * TAO)).toBeCloseTo(1, 3);
    const all = order(BigInt(position?.alpha ?? 0));
    await expect(staking.remove(all)).rejects.toMatchObject({ code: "BALANCE_TOO_LOW" });
    const free = await staking.remove(order(BigInt(position?.available ?? 0)));
    expect(Number(free.paid) / Number(position?.available)).toBeCloseTo(1, 2);
  });

  test("below the chain's minimum is AMOUNT_TOO_LOW", async () => {
    await expect(staking.add({ ...order(1_000n), tolerance: 0.5 })).rejects.toMatchObject({
      code: "AMOUNT_TOO_LOW",
      detail: { minimum: "2000000" },
    });
  });
});
