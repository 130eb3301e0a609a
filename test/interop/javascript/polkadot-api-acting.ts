import assert from "node:assert/strict";
import { sr25519CreateDerive } from "@polkadot-labs/hdkd";
import { entropyToMiniSecret, mnemonicToEntropy, ss58Address } from "@polkadot-labs/hdkd-helpers";
import type { PolkadotClient, PolkadotSigner, TxEvent } from "polkadot-api";
import { getPolkadotSigner } from "polkadot-api/signer";
import type { PracticeNetwork } from "../suite.ts";
import type { Step } from "./step.ts";

const TAO = 1_000_000_000n;

interface Person {
  readonly address: string;
  readonly signer: PolkadotSigner;
}

/** Steps that send transactions, and what is heard while they do. */
export function polkadotApiActing(
  client: PolkadotClient,
  network: PracticeNetwork,
): readonly Step[] {
  const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(network.phrase)));
  const person = (path: string): Person => {
    const pair = derive(path);
    const signer = getPolkadotSigner(pair.publicKey, "Sr25519", (bytes) => pair.sign(bytes));
    return { address: ss58Address(pair.publicKey), signer };
  };
  const [faucet, newcomer] = [person(network.faucet), person("//Interop//PapiNewcomer")];
  const api = client.getUnsafeApi();
  const pay = (value: bigint) =>
    api.tx.Balances!.transfer_keep_alive!({ dest: { type: "Id", value: newcomer.address }, value });
  const free = async (): Promise<bigint> => {
    const info = (await api.query.System!.Account!.getValue(newcomer.address)) as {
      data: { free: bigint };
    };
    return info.data.free;
  };
  return [
    {
      command: "tx.getEstimatedFees(address), tx.getPaymentInfo(address)",
      run: async () => {
        const fee = await pay(TAO).getEstimatedFees(faucet.address);
        assert.ok(fee > 100_000n && fee < 300_000n);
        const info = await pay(TAO).getPaymentInfo(faucet.address);
        assert.equal(info.partial_fee, fee);
      },
    },
    {
      command: "tx.signSubmitAndWatch(signer): to finalized",
      run: async () => {
        const before = await free();
        const events = await new Promise<TxEvent[]>((resolve, reject) => {
          const heard: TxEvent[] = [];
          pay(3n * TAO)
            .signSubmitAndWatch(faucet.signer)
            .subscribe({
              next: (event) => heard.push(event),
              complete: () => resolve(heard),
              error: reject,
            });
        });
        assert.deepEqual(
          [...new Set(events.map(({ type }) => type))],
          ["signed", "broadcasted", "txBestBlocksState", "finalized"],
        );
        assert.equal((await free()) - before, 3n * TAO);
      },
    },
    {
      command: "tx.signAndSubmit(signer, { nonce, mortality, tip, at }), client.submit(signed)",
      run: async () => {
        const before = await free();
        const signed = await pay(TAO).sign(faucet.signer, {
          mortality: { mortal: true, period: 32 },
          tip: 10n,
        });
        const { ok, txHash } = await client.submit(signed);
        assert.ok(ok && /^0x/.test(txHash));
        const immortal = await pay(TAO).signAndSubmit(faucet.signer, {
          mortality: { mortal: false },
        });
        assert.ok(immortal.ok);
        assert.equal((await free()) - before, 2n * TAO);
      },
    },
    {
      command: "unsafeApi.tx.Utility.batch_all({ calls })",
      run: async () => {
        const before = await free();
        const calls = [pay(TAO).decodedCall, pay(2n * TAO).decodedCall];
        const { ok, events } = await api.tx.Utility!.batch_all!({ calls }).signAndSubmit(
          faucet.signer,
        );
        assert.ok(ok);
        assert.ok(
          events.some(
            ({ type, value }) =>
              type === "Utility" && (value as { type: string }).type === "BatchCompleted",
          ),
        );
        assert.equal((await free()) - before, 3n * TAO);
      },
    },
    {
      command:
        "query.watchValue(key), query.watchEntries(), event.watch(): hear what a transfer changes",
      run: () => hearTransfer(client, pay, faucet, newcomer.address),
    },
    {
      command: "dispatchError, and refusals of the pool",
      run: async () => {
        const much = api.tx.Balances!.transfer_keep_alive!({
          dest: { type: "Id", value: faucet.address },
          value: 10n ** 17n,
        });
        const failed = await much.signAndSubmit(newcomer.signer);
        assert.equal(failed.ok, false);
        assert.equal((failed as { dispatchError: { type: string } }).dispatchError.type, "Token");
        await assert.rejects(
          pay(TAO).signAndSubmit(faucet.signer, { nonce: 0 }),
          (error: { error: unknown }) => {
            assert.deepEqual(error.error, {
              type: "Invalid",
              value: { type: "Stale", value: undefined },
            });
            return true;
          },
        );
      },
    },
  ];
}

async function hearTransfer(
  client: PolkadotClient,
  pay: (value: bigint) => { signAndSubmit(signer: PolkadotSigner): Promise<{ ok: boolean }> },
  faucet: Person,
  to: string,
): Promise<void> {
  const api = client.getUnsafeApi();
  const heard = { value: 0, entries: 0, event: 0 };
  const done = Promise.withResolvers<void>();
  const count = (what: keyof typeof heard): void => {
    heard[what] += 1;
    // The first value and the first entries are those of before.
    if (heard.value > 1 && heard.entries > 1 && heard.event > 0) done.resolve();
  };
  const account = api.query.System!.Account!;
  const begun = Promise.withResolvers<void>();
  const error = (reason: unknown): void => {
    begun.reject(reason);
    done.reject(reason);
  };
  const subscriptions = [
    account.watchValue(to, { at: "best" }).subscribe({ next: () => count("value"), error }),
    account.watchEntries({ at: "best" }).subscribe({
      next: () => {
        count("entries");
        begun.resolve();
      },
      error,
    }),
    api.event.Balances!.Transfer!.watch().subscribe({ next: () => count("event"), error }),
  ];
  await begun.promise;
  assert.ok((await pay(TAO).signAndSubmit(faucet.signer)).ok);
  await done.promise;
  for (const each of subscriptions) each.unsubscribe();
}
