import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChainCall, ChainClient, SubmitProgress } from "../../../native/chain/client.ts";
import { connectChain } from "../../../native/chain/client.ts";
import { freeBalance, readAccount } from "../../../native/chain/reads/account.ts";
import { readEpoch } from "../../../native/chain/reads/epoch.ts";
import { readNeurons } from "../../../native/chain/reads/neurons.ts";
import { listSubnets } from "../../../native/chain/reads/subnets.ts";
import { devSigner, type PracticeNode, startPractice } from "./practice-node.ts";

const TAO = 1_000_000_000n;
const faucet = devSigner("//Hearth//Faucet");
const nobody = devSigner("//Nobody");
const transfer = (to: string, value: bigint): ChainCall => ({
  pallet: "Balances",
  name: "transfer_keep_alive",
  args: { dest: { type: "Id", value: to }, value },
});

let node: PracticeNode;
let chain: ChainClient;
beforeAll(async () => {
  node = await startPractice();
  chain = connectChain({ endpoints: [node.endpoint], genesis: node.genesis });
  await chain.whenConnected(AbortSignal.timeout(90_000));
});
afterAll(async () => {
  await chain?.close();
  await node?.close();
});

describe("reads", () => {
  test("the state names the chain and its newest block", () => {
    expect(chain.state()).toMatchObject({
      connection: "connected",
      endpoint: node.endpoint,
      genesis: node.genesis,
      specVersion: expect.any(Number),
      best: { number: expect.any(Number), time: expect.any(Number) },
      finalized: { number: expect.any(Number) },
    });
    expect(Math.abs(Date.now() - (chain.state().best?.time ?? 0))).toBeLessThan(60_000);
  });

  test("subnets, neurons and the epoch clock decode", async () => {
    const subnets = await listSubnets(chain);
    expect(subnets.find(({ netuid }) => netuid === 1)).toMatchObject({
      name: "Text generation",
      tempo: 20,
      registrationAllowed: true,
    });
    const neurons = await readNeurons(chain, 1);
    const permitted = neurons.filter(({ validatorPermit }) => validatorPermit);
    expect(permitted.length).toBeGreaterThanOrEqual(3);
    const { tempo, lastEpochBlock, nextEpochBlock } = await readEpoch(chain, 1);
    expect(nextEpochBlock).toBe(lastEpochBlock + tempo);
  });

  test("a block keeps its state and its events under its hash", async () => {
    const hash = (await chain.blockHash(1)) as string;
    expect(await chain.query("System", "Number", [], hash)).toBe(1);
    const [first] = await chain.events(hash);
    expect(first).toMatchObject({ index: 0, pallet: expect.any(String) });
    expect(await chain.blockTime(hash)).toBeLessThanOrEqual(chain.state().best?.time ?? 0);
    expect(await chain.blockHash(10_000_000)).toBeUndefined();
  });

  test("a block that is not kept, and what the runtime lacks, say so", async () => {
    const unknown = `0x${"11".repeat(32)}`;
    await expect(chain.query("System", "Number", [], unknown)).rejects.toMatchObject({
      code: "STATE_DISCARDED",
    });
    await expect(chain.query("System", "Nothing")).rejects.toMatchObject({ code: "CHAIN_LACKS" });
    await expect(chain.api("Nothing", "at_all", [])).rejects.toMatchObject({ code: "CHAIN_LACKS" });
    expect(await chain.has({ pallet: "SubtensorModule", call: "add_stake_limit" })).toBe(true);
    expect(await chain.has({ pallet: "SubtensorModule", call: "print_money" })).toBe(false);
    expect(await chain.constant("Balances", "ExistentialDeposit")).toBe(500n);
  });
});

describe("transactions", () => {
  test("a transfer goes from pending through a block to final, at the fee that was told", async () => {
    const bob = devSigner("//Bob");
    const states: SubmitProgress["state"][] = [];
    const call = transfer(bob.address, 5n * TAO);
    const fee = await chain.fee(call, faucet.address);
    const before = await readAccount(chain, faucet.address);
    const included = await chain.submit(call, faucet, {
      until: "final",
      onProgress: ({ state }) => states.push(state),
    });
    expect(states).toEqual(["pending", "in-block", "final"]);
    expect(chain.state().finalized?.number).toBeGreaterThanOrEqual(included.block);
    expect(await chain.blockHash(included.block)).toBe(included.blockHash);
    expect(included.events.map(({ name }) => name)).toContain("Transfer");
    for (const event of included.events) expect(event.extrinsic).toBe(included.extrinsicIndex);
    expect(Number(included.fee)).toBeCloseTo(Number(fee), -2);
    expect(await freeBalance(chain, bob.address)).toBe(5n * TAO);
    const after = await readAccount(chain, faucet.address);
    expect(before.free - after.free).toBe(5n * TAO + included.fee);
    expect(after.nonce).toBe(before.nonce + 1);
  });

  test("several at once from one key all land, each with a nonce of its own", async () => {
    const dave = devSigner("//Dave");
    const amounts = [1n, 2n, 3n].map((amount) => amount * TAO);
    const sent = await Promise.all(
      amounts.map((amount) => chain.submit(transfer(dave.address, amount), faucet)),
    );
    expect(new Set(sent.map(({ hash }) => hash)).size).toBe(3);
    expect(await freeBalance(chain, dave.address)).toBe(6n * TAO);
  });

  test("who cannot pay is told both figures", async () => {
    await expect(chain.submit(transfer(faucet.address, 1n), nobody)).rejects.toMatchObject({
      code: "BALANCE_TOO_LOW",
      detail: { available: "0", needed: expect.stringMatching(/^\d{5,}$/) },
    });
  });

  test("what fails in its block carries the name of the chain's error", async () => {
    const eve = devSigner("//Eve");
    await chain.submit(transfer(eve.address, TAO), faucet);
    await expect(chain.submit(transfer(faucet.address, 50n * TAO), eve)).rejects.toMatchObject({
      code: "TRANSACTION_FAILED",
      detail: { reason: "Token.FundsUnavailable" },
    });
    const register = { pallet: "SubtensorModule", name: "burned_register" };
    const args = { netuid: 999, hotkey: eve.address };
    await expect(chain.submit({ ...register, args }, eve)).rejects.toMatchObject({
      code: "TRANSACTION_FAILED",
      detail: { reason: expect.stringMatching(/^SubtensorModule\./) },
    });
  });

  test("what the pool refuses carries the name behind its number", async () => {
    const serve = { pallet: "SubtensorModule", name: "serve_axon" };
    const args = {
      netuid: 1,
      version: 1,
      ip: 0x7f000001n,
      port: 8091,
      ip_type: 4,
      protocol: 4,
      placeholder1: 0,
      placeholder2: 0,
    };
    const miner = devSigner("//Hearth//Miner//1//hotkey");
    await expect(chain.submit({ ...serve, args }, miner)).rejects.toMatchObject({
      code: "TRANSACTION_REFUSED",
      detail: { reason: "InvalidIpAddress" },
    });
  });

  test("a call that does not exist or does not fit is never sent", async () => {
    const lacking = { pallet: "SubtensorModule", name: "print_money", args: {} };
    await expect(chain.submit(lacking, faucet)).rejects.toMatchObject({ code: "CHAIN_LACKS" });
    const misfit = { ...transfer(faucet.address, 1n), args: { dest: 3 } };
    await expect(chain.submit(misfit, faucet)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test("an aborted wait is CANCELLED; the next transaction of the key still works", async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const call = transfer(faucet.address, 1n);
    await expect(
      chain.submit(call, faucet, { signal: controller.signal, onProgress }),
    ).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(chain.submit(call, faucet)).resolves.toMatchObject({ fee: expect.any(BigInt) });
  });
});
