import { getMultisigAccountId } from "@polkadot-api/substrate-bindings";
import { ss58Address } from "@polkadot-labs/hdkd-helpers";
import { expect, it } from "vitest";
import { account, servedPractice } from "./served-practice.ts";

const faucet = account("//Hearth//Faucet");
const helper = account("//Helper");
const [third, target] = [account("//Third").address, account("//Target").address];
const TAO = 1_000_000_000n;

const practice = servedPractice();

type Done = Awaited<ReturnType<ReturnType<typeof pay>["signAndSubmit"]>>;
const api = () => practice.client.getUnsafeApi();
const id = (value: string) => ({ type: "Id", value });
const pay = (to: string, value: bigint) =>
  api().tx.Balances!.transfer_keep_alive!({ dest: id(to), value });
const send = async (pallet: string, name: string, args: unknown, who = faucet): Promise<Done> => {
  const done = await api().tx[pallet]![name]!(args as never).signAndSubmit(who.signer);
  expect(done).toMatchObject({ ok: true });
  return done;
};
/** The fields of an event by its `Pallet.Name`. */
function told<T>(done: Done, name: string): T {
  const found = done.events.find(
    ({ type, value }) => `${type}.${(value as { type: string }).type}` === name,
  );
  if (!found) throw new Error(`no event ${name}`);
  return (found.value as { value: T }).value;
}
const free = async (address: string): Promise<bigint> => {
  const info = await api().query.System!.Account!.getValue(address);
  return (info as { data: { free: bigint } }).data.free;
};

it("a pure account acts through its spawner, and dies by the place of its creation", async () => {
  const made = await send("Proxy", "create_pure", {
    proxy_type: { type: "Any", value: undefined },
    delay: 0,
    index: 0,
  });
  const { pure } = told<{ pure: string }>(made, "Proxy.PureCreated");
  await pay(pure, 5n * TAO).signAndSubmit(faucet.signer);
  const through = (call: unknown) =>
    send("Proxy", "proxy", { real: id(pure), force_proxy_type: undefined, call });
  const { decodedCall } = pay(target, TAO);
  expect(told(await through(decodedCall), "Proxy.ProxyExecuted")).toMatchObject({
    result: { success: true },
  });
  expect(await free(target)).toBe(TAO);
  const kill = api().tx.Proxy!.kill_pure!({
    spawner: id(faucet.address),
    proxy_type: { type: "Any", value: undefined },
    index: 0,
    height: made.block.number,
    ext_index: made.block.index,
  });
  expect(told(await through(kill.decodedCall), "Proxy.PureKilled")).toMatchObject({ pure });
});

it("a proxy without money of its own acts while the account pays", async () => {
  await pay(helper.address, 501n).signAndSubmit(faucet.signer);
  const proxy_type = { type: "Transfer", value: undefined };
  await send("Proxy", "add_proxy", { delegate: id(helper.address), proxy_type, delay: 0 });
  await send("Proxy", "set_real_pays_fee", { delegate: id(helper.address), pays_fee: true });
  const before = await free(target);
  const { decodedCall: call } = pay(target, TAO);
  const args = { real: id(faucet.address), force_proxy_type: undefined, call };
  const done = await send("Proxy", "proxy", args, helper);
  expect(told(done, "TransactionPayment.TransactionFeePaid")).toMatchObject({
    who: faucet.address,
  });
  expect(await free(target)).toBe(before + TAO);
  expect(await free(helper.address)).toBe(501n);
});

it("two of three move what they hold together, and an approval gives back what it did not use", async () => {
  await pay(helper.address, 10n * TAO).signAndSubmit(faucet.signer);
  const keys = [faucet.publicKey, helper.publicKey, account("//Third").publicKey];
  const shared = ss58Address(getMultisigAccountId({ threshold: 2, signatories: keys }));
  await pay(shared, 5n * TAO).signAndSubmit(faucet.signer);
  const order = [...keys].sort(Buffer.compare).map((key) => ss58Address(key));
  const { decodedCall: call } = pay(target, 2n * TAO);
  const facts = (who: string, maybe_timepoint: unknown) => ({
    threshold: 2,
    other_signatories: order.filter((one) => one !== who),
    maybe_timepoint,
    call,
    max_weight: { ref_time: 1_000_000_000n, proof_size: 100_000n },
  });
  const begun = await send("Multisig", "as_multi", facts(faucet.address, undefined));
  expect(told<{ amount: bigint }>(begun, "Balances.Withdraw").amount).toBeGreaterThan(500_000n);
  // 0.0005 rao a picosecond of the call inside, which did not run.
  expect(told<{ amount: bigint }>(begun, "Balances.Deposit").amount).toBeGreaterThan(500_000n);
  const when = { height: begun.block.number, index: begun.block.index };
  const before = await free(target);
  const done = await send("Multisig", "as_multi", facts(helper.address, when), helper);
  expect(told(done, "Multisig.MultisigExecuted")).toMatchObject({
    multisig: shared,
    result: { success: true },
  });
  expect(await free(target)).toBe(before + 2n * TAO);
  expect(order).toContain(third);
});
