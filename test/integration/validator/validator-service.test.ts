import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { validatorQuote, validatorStatus } from "../../../native/api/validator.ts";
import { dialLoopbackOnly } from "../../../native/subnets/membership/dial.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TimelineLine } from "../../../native/timeline/timeline.ts";
import { createValidating, type Validating } from "../../../native/validator/validator-service.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { type FakeSubnet, fakeSubnet } from "../../fakes/fake-subnet.ts";
import { type FakeWallets, fakeWallets, PASSWORD } from "../../fakes/fake-wallets.ts";
import { fakeModel, openTextMiner, type TextMiner } from "../../fakes/text-miner.ts";

const house = keypairFromUri("//House");
let subnet: FakeSubnet;
let keys: FakeWallets;
let engine: ReturnType<typeof createFakeEngine>;
let blocks: NodeJS.Timeout;
let validating: Validating;
let lines: TimelineLine[];
const miners: TextMiner[] = [];

beforeEach(async () => {
  subnet = fakeSubnet();
  keys = await fakeWallets();
  engine = createFakeEngine();
  lines = [];
  subnet.add(house.address, "validator");
  subnet.setFree(keys.coldkey.address, 50_000_000_000n);
  blocks = setInterval(() => subnet.block(), 25);
  validating = createValidating({
    chain: subnet.chain,
    wallets: keys.wallets,
    signer: keys.signer,
    engine,
    mechanism: textGeneration,
    reference: async () => ({ ...fakeModel, path: "/nowhere" }),
    allowedModels: async () => [fakeModel.sha256],
    timeline: { write: (line) => lines.push(line) },
    netuid: 1,
    dial: dialLoopbackOnly,
    now: Date.now,
  });
});

afterEach(async () => {
  clearInterval(blocks);
  await validating.close();
  await Promise.all(miners.splice(0).map((miner) => miner.endpoint.close()));
  await keys.close();
});

/** A serving miner of the subnet that welcomes every validator with a permit. */
async function miner(uri: string, quality: number): Promise<number> {
  const callers = () =>
    new Map(subnet.neurons.map((one) => [one.hotkey, { permit: one.permit }] as const));
  const made = await openTextMiner({ uri, quality, validators: [], change: { callers } });
  miners.push(made);
  const uid = subnet.add(made.keypair.address, "miner");
  const neuron = subnet.neurons[uid];
  if (neuron === undefined) throw new Error("no neuron");
  const { port } = made.endpoint;
  neuron.axon = { ip: 0x7f000002n, port, ip_type: 4, protocol: 4, block: 1n };
  return uid;
}

const until = (check: () => unknown) => expect.poll(check, { timeout: 30_000, interval: 5 });
const sent = () => subnet.chain.submissions.map(({ call }) => call.name);

describe("validating", () => {
  it("registers, stakes to itself, waits for the permit, asks, scores and sets weights by one switch", async () => {
    const good = await miner("//Good", 1);
    const bad = await miner("//Bad", 0.8);
    // The epoch that gives the permit does not come before it was waited for.
    clearInterval(blocks);
    expect((await validating.start({ password: PASSWORD })).state).toBe("starting");
    await until(() => validating.status().state).toBe("waiting-permit");
    blocks = setInterval(() => subnet.block(), 25);
    await until(() => validating.status().weightsSetBlock).toBeTypeOf("number");
    const status = validatorStatus.parse(validating.status());
    expect(status).toMatchObject({ state: "running", hotkey: "validator", permit: true });
    const weightOf = (uid: number) => status.scores.find((one) => one.uid === uid)?.weight ?? -1;
    expect(weightOf(good)).toBeGreaterThan(weightOf(bad));
    expect(sent()).toEqual(["register_limit", "add_stake_limit", "set_weights"]);
    const stake = subnet.chain.submissions[1];
    expect(stake?.address).toBe(keys.coldkey.address);
    expect(stake?.call.args).toMatchObject({ netuid: 1, allow_partial: true });
    expect(stake?.call.args.limit_price).toBeGreaterThan(500_000_000n);
  });

  it("pays nothing the second time and needs no password for it", async () => {
    await miner("//Good", 1);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().state).toBe("running");
    expect((await validating.stop()).state).toBe("off");
    await validating.start({});
    await until(() => validating.status().state).toBe("running");
    expect(sent().filter((name) => name !== "set_weights")).toEqual([
      "register_limit",
      "add_stake_limit",
    ]);
  });

  it("quotes all that leaves before a hotkey exists, signs nothing for it, and takes no more than that", async () => {
    const quote = validatorQuote.parse(await validating.quote({}));
    expect(quote).toMatchObject({ registered: false, burn: "1000000000", free: "50000000000" });
    expect(quote.maximumBurn).toBe("1250000000");
    expect(BigInt(quote.stake)).toBeGreaterThan(0n);
    expect(BigInt(quote.fee)).toBeGreaterThan(0n);
    expect(BigInt(quote.total)).toBe(
      BigInt(quote.maximumBurn) + BigInt(quote.stake) + BigInt(quote.fee),
    );
    expect(await validating.quote({ stake: "2000000000" })).toMatchObject({ stake: "2000000000" });
    expect(sent()).toEqual([]);
    const { maximumBurn } = quote;
    const maximumStake = "1000000000";
    await validating.start({ password: PASSWORD, maximumBurn, maximumStake });
    await until(() => sent().length).toBe(2);
    const [place, stake] = subnet.chain.submissions;
    expect(place?.call.args).toMatchObject({ limit_price: BigInt(maximumBurn) });
    expect(stake?.call.args).toMatchObject({ amount_staked: 1_000_000_000n });
  });

  it("quotes nothing for what is there, and refuses a place above the price that was shown", async () => {
    await miner("//Good", 1);
    subnet.setBurn(2_000_000_000n);
    await validating.start({ password: PASSWORD, maximumBurn: "1999999999" });
    await until(() => validating.status().error?.code).toBe("SLIPPAGE_TOO_HIGH");
    expect(sent()).toEqual([]);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().state).toBe("running");
    expect(await validating.quote({})).toMatchObject({ registered: true, fee: "0", total: "0" });
  });

  it("asks for the password before anything runs, and refuses a second switch-on", async () => {
    await expect(validating.start({})).rejects.toMatchObject({ code: "PASSWORD_REQUIRED" });
    expect(validating.status().state).toBe("off");
    await validating.start({ password: PASSWORD });
    await expect(validating.start({ password: PASSWORD })).rejects.toMatchObject({
      code: "VALIDATOR_RUNNING",
    });
  });

  it("fails with the reason when the password is wrong or the balance too low", async () => {
    await validating.start({ password: "not the password" });
    await until(() => validating.status().error?.code).toBe("WRONG_PASSWORD");
    subnet.setFree(keys.coldkey.address, 1n);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().error?.code).toBe("BALANCE_TOO_LOW");
    expect(sent()).toEqual([]);
  });

  it("pays with no other coldkey than the one it shows", async () => {
    const shown = JSON.stringify({ ss58Address: keys.hotkey.address });
    await writeFile(join(keys.wallets.folder, "default", "coldkeypub.txt"), shown);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().error?.code).toBe("KEYFILE_DAMAGED");
    expect(sent()).toEqual([]);
  });

  it("lives through a dead engine: says so, and scores again when it is back", async () => {
    await miner("//Good", 1);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().state).toBe("running");
    engine.setDown(true);
    await until(() => validating.status().error?.code).toBe("ENGINE_DOWN");
    const { rounds } = validating.status();
    engine.setDown(false);
    await until(() => validating.status().rounds).toBeGreaterThan(rounds);
    expect(validating.status()).toMatchObject({ state: "running" });
    expect(validating.status().error).toBeUndefined();
  });

  it("lives through a chain that goes away, and through refused weights", async () => {
    await miner("//Good", 1);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().state).toBe("running");
    subnet.chain.connect(false);
    await until(() => validating.status().error?.code).toBe("CHAIN_UNREACHABLE");
    subnet.chain.connect(true);
    const { rounds } = validating.status();
    await until(() => validating.status().rounds).toBeGreaterThan(rounds);
  });

  it("scores a newcomer and sets weights for it at once, however far away the epoch is", async () => {
    await miner("//Good", 1);
    await validating.start({ password: PASSWORD });
    await until(() => validating.status().weightsSetBlock).toBeTypeOf("number");
    subnet.chain.setApi("SubnetInfoRuntimeApi", "get_next_epoch_start_block", () => 1_000_000);
    const joined = await miner("//Late", 1);
    await until(() =>
      validating.status().scores.some((one) => one.uid === joined && one.weight > 0),
    ).toBe(true);
  });
});
