import { expect, it, vi } from "vitest";
import { shielded } from "../../../native/protocol/shield.ts";
import { account, servedPractice } from "./served-practice.ts";

const { signer, ...faucet } = account("//Hearth//Faucet");
const target = account("//Shielded").address;
const TAO = 1_000_000_000n;
const short = { mortality: { mortal: true, period: 8 } } as const;

const practice = servedPractice({ blockMillis: 500 });

const api = () => practice.client.getUnsafeApi();
const read = async <T>(pallet: string, item: string, ...keys: unknown[]): Promise<T> =>
  (await api().query[pallet]![item]!.getValue(...(keys as []), { at: "best" })) as T;

/** The key to encrypt to, once the chain has one. */
async function nextKey(): Promise<Uint8Array> {
  return vi.waitFor(async () => {
    const key = await read<Uint8Array | undefined>("MevShield", "NextKey");
    if (!key) throw new Error("no key yet");
    return key;
  }, 30_000);
}

/** Shields a transfer, and answers the names of the events of the block that took it. */
async function pay(value: bigint, key: Uint8Array): Promise<string[]> {
  const { nonce } = await read<{ nonce: number }>("System", "Account", faucet.address);
  const transfer = api().tx.Balances!.transfer_keep_alive!({
    dest: { type: "Id", value: target },
    value,
  });
  const inner = await transfer.sign(signer, { ...short, nonce: nonce + 1 });
  const ciphertext = shielded(inner, key);
  const envelope = api().tx.MevShield!.submit_encrypted!({ ciphertext });
  const done = await envelope.signAndSubmit(signer, { ...short, nonce });
  expect(done).toMatchObject({ ok: true });
  const records = await api().query.System!.Events!.getValue({ at: done.block.hash });
  return (records as { event: { type: string; value: { type: string } } }[]).map(
    ({ event }) => `${event.type}.${event.value.type}`,
  );
}

const received = async (): Promise<bigint> =>
  (await read<{ data: { free: bigint } }>("System", "Account", target)).data.free;

it("what is shielded runs in the block that takes its envelope, before and after a restart", async () => {
  const key = await nextKey();
  expect(key).toHaveLength(1184);
  const events = await pay(3n * TAO, key);
  const order = ["MevShield.EncryptedSubmitted", "Balances.Transfer"];
  expect(events.filter((name) => order.includes(name))).toEqual(order);
  expect(await received()).toBe(3n * TAO);
  await practice.close();
  await practice.open();
  // The key that was read before: the node finds its other half again.
  await pay(2n * TAO, key);
  expect(await received()).toBe(5n * TAO);
});

it("Aura says how long a block takes", async () => {
  expect(await api().constants.Aura!.SlotDuration!()).toBe(500n);
});
