import { describe, expect, it } from "vitest";
import { account, servedPractice } from "./served-practice.ts";

const faucet = account("//Hearth//Faucet");
const newcomer = account("//Newcomer");
const poor = account("//Poor");

const practice = servedPractice();

const TAO = 1_000_000_000n;
const api = () => practice.client.getUnsafeApi();
const pay = (to: string, value: bigint) =>
  api().tx.Balances!.transfer_keep_alive!({ dest: { type: "Id", value: to }, value });
interface AccountInfo {
  readonly nonce: number;
  readonly data: { readonly free: bigint };
}
const accountOf = async (address: string): Promise<AccountInfo> =>
  (await api().query.System!.Account!.getValue(address)) as AccountInfo;

describe("polkadot-api, unchanged, over a real socket", () => {
  it("learns the chain and its runtime from the chain alone", async () => {
    const spec = await practice.client.getChainSpecData();
    expect(spec.genesisHash).toBe(practice.node.genesis);
    expect(spec.properties).toMatchObject({ ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" });
    const version = (await api().constants.System!.Version!()) as {
      spec_name: string;
      apis: unknown[];
    };
    expect(version.spec_name).toBe("node-subtensor");
    expect(version.apis.length).toBeGreaterThan(10);
    expect((await accountOf(faucet.address)).data.free).toBeGreaterThan(1_000_000n * TAO);
  });

  it("follows best and finalized blocks without a gap", async () => {
    const finalized: number[] = [];
    const done = Promise.withResolvers<void>();
    const following = practice.client.finalizedBlock$.subscribe(({ number }) => {
      finalized.push(number);
      if (finalized.length === 6) done.resolve();
    });
    await done.promise;
    following.unsubscribe();
    expect(finalized).toEqual(finalized.map((_, index) => finalized[0]! + index));
    const [best] = await practice.client.getBestBlocks();
    expect(best!.number).toBeGreaterThan((await practice.client.getFinalizedBlock()).number - 1);
  });

  it("sends a transfer to finality, sees its events, and paid the fee it was told", async () => {
    const before = (await accountOf(faucet.address)).data.free;
    const transaction = pay(newcomer.address, 10n * TAO);
    const estimate = await transaction.getEstimatedFees(faucet.address);
    const done = await transaction.signAndSubmit(faucet.signer);
    expect(done.ok).toBe(true);
    const names = done.events.map(
      ({ type, value }) => `${type}.${(value as { type: string }).type}`,
    );
    expect(names).toEqual([
      "Balances.Withdraw",
      "System.NewAccount",
      "Balances.Endowed",
      "Balances.Transfer",
      "TransactionPayment.TransactionFeePaid",
      "System.ExtrinsicSuccess",
    ]);
    const after = (await accountOf(faucet.address)).data.free;
    const paid = before - after - 10n * TAO;
    const told = done.events.find(({ type }) => type === "TransactionPayment")?.value as {
      value: { actual_fee: bigint };
    };
    expect(told.value.actual_fee).toBe(paid);
    // The dummy signature of an estimate is as long as a real one; only the nonce may be a byte shorter.
    expect(paid - estimate).toBeLessThan(4n);
    expect((await accountOf(newcomer.address)).data.free).toBe(10n * TAO);
  });

  it("sends twenty transactions of one account at once, each with its nonce", async () => {
    const { nonce } = await accountOf(faucet.address);
    const sent = Array.from({ length: 20 }, (_, index) =>
      pay(newcomer.address, TAO).signAndSubmit(faucet.signer, { nonce: nonce + index }),
    );
    const done = await Promise.all(sent);
    expect(done.every(({ ok }) => ok)).toBe(true);
    expect((await accountOf(faucet.address)).nonce).toBe(nonce + 20);
  });

  it("is refused a used nonce and an empty account, and told of a failed call", async () => {
    const stale = pay(newcomer.address, TAO).signAndSubmit(faucet.signer, { nonce: 0 });
    await expect(stale).rejects.toMatchObject({
      error: { type: "Invalid", value: { type: "Stale" } },
    });
    const empty = pay(newcomer.address, 1000n).signAndSubmit(poor.signer);
    await expect(empty).rejects.toMatchObject({
      error: { type: "Invalid", value: { type: "Payment" } },
    });
    const tooMuch = await pay(faucet.address, 500n * TAO).signAndSubmit(newcomer.signer);
    expect(tooMuch).toMatchObject({
      ok: false,
      dispatchError: { type: "Token", value: { type: "FundsUnavailable" } },
    });
  });

  it("is refused a signature that is not the signer's", async () => {
    const signed = await pay(newcomer.address, TAO).sign(faucet.signer);
    const bytes = typeof signed === "string" ? signed : `0x${Buffer.from(signed).toString("hex")}`;
    const at = bytes.length - 20;
    const forged = bytes.slice(0, at) + (bytes[at] === "0" ? "1" : "0") + bytes.slice(at + 1);
    const submitted = practice.client._request<string>("author_submitExtrinsic", [forged]);
    await expect(submitted).rejects.toMatchObject({ code: 1010 });
  });

  it("reads maps, batches and runtime APIs by the names in the metadata", async () => {
    const keys = await api().query.SubtensorModule!.Keys!.getEntries(1);
    expect(keys.length).toBeGreaterThanOrEqual(9);
    const metagraph = (await api().apis.SubnetInfoRuntimeApi!.get_metagraph!(1)) as {
      hotkeys: string[];
    };
    expect(metagraph.hotkeys).toHaveLength(keys.length);
    const calls = [pay(newcomer.address, TAO).decodedCall, pay(newcomer.address, TAO).decodedCall];
    const batch = await api().tx.Utility!.batch_all!({ calls }).signAndSubmit(faucet.signer);
    expect(batch.ok).toBe(true);
  });
});
