import assert from "node:assert/strict";
import type { ApiPromise, Keyring } from "@polkadot/api";
import { merkleizeMetadata } from "@polkadot-api/merkleize-metadata";
import type { PracticeNetwork } from "../suite.ts";
import type { Step } from "./step.ts";

const TAO = 1_000_000_000n;
type Pair = ReturnType<Keyring["addFromUri"]>;
type Extrinsic = ReturnType<ApiPromise["tx"]>;

/** What one transaction came to, seen by its watcher until it was final. */
interface Watched {
  readonly statuses: readonly string[];
  readonly block: string;
  readonly events: readonly string[];
  /** As in "balances.InsufficientBalance" or "token.FundsUnavailable"; undefined where it succeeded. */
  readonly failure: string | undefined;
}

/** Steps that send transactions. */
export function polkadotJsActing(
  api: ApiPromise,
  network: PracticeNetwork,
  keyring: Keyring,
  faucet: Pair,
): readonly Step[] {
  const newcomer = keyring.addFromUri(`${network.phrase}//Interop//Newcomer`);
  const free = async (address: string): Promise<bigint> => {
    const { data } = (await api.query.system!.account!(address)) as unknown as {
      data: { free: { toBigInt(): bigint } };
    };
    return data.free.toBigInt();
  };
  const pay = (value: bigint): Extrinsic =>
    api.tx.balances!.transferKeepAlive!(newcomer.address, value) as unknown as Extrinsic;
  return [
    {
      command: "tx.paymentInfo(account)",
      run: async () => {
        const { partialFee, weight } = await pay(TAO).paymentInfo(faucet);
        assert.ok(partialFee.toBigInt() > 100_000n && partialFee.toBigInt() < 300_000n);
        assert.ok(weight.refTime.toBigInt() > 0n);
      },
    },
    {
      command: "tx.signAndSend(pair, callback): watched to finalized",
      run: async () => {
        const before = await free(newcomer.address);
        const { statuses, events, failure } = await watch(api, pay(5n * TAO), faucet);
        assert.equal(failure, undefined);
        assert.deepEqual(statuses, ["Ready", "InBlock", "Finalized"]);
        assert.ok(
          events.includes("balances.Transfer") && events.includes("system.ExtrinsicSuccess"),
        );
        assert.equal((await free(newcomer.address)) - before, 5n * TAO);
      },
    },
    {
      command: "tx.signAsync(pair, { era }), tx.dryRun(pair), api.rpc.author.submitExtrinsic(tx)",
      run: async () => {
        const ran = await api.tx.system!.remark!("0x01").dryRun(faucet);
        assert.ok(ran.isOk && ran.asOk.isOk);
        const before = await free(newcomer.address);
        const signed = await pay(TAO).signAsync(faucet, { era: 64, nonce: -1 });
        assert.ok(signed.era.isMortalEra);
        const hash = await api.rpc.author.submitExtrinsic(signed);
        assert.equal(hash.toHex(), signed.hash.toHex());
        while ((await free(newcomer.address)) === before)
          await new Promise((resolve) => setTimeout(resolve, 50));
        assert.equal((await free(newcomer.address)) - before, TAO);
      },
    },
    {
      command:
        "tx.signAsync(pair, { mode: 1, metadataHash }): with the metadata's hash, as a Ledger signs",
      run: async () => {
        const metadata = (await api.call.metadata!.metadataAtVersion!(15)) as unknown as {
          unwrap(): { toU8a(isBare: boolean): Uint8Array };
        };
        const token = { decimals: 9, tokenSymbol: "TAO" };
        const hash = merkleizeMetadata(metadata.unwrap().toU8a(true), token).digest();
        const metadataHash = `0x${Buffer.from(hash).toString("hex")}` as const;
        const before = await free(newcomer.address);
        const signed = await pay(TAO).signAsync(faucet, { mode: 1, metadataHash, nonce: -1 });
        await api.rpc.author.submitExtrinsic(signed);
        while ((await free(newcomer.address)) === before)
          await new Promise((resolve) => setTimeout(resolve, 50));
        const other = { mode: 1, metadataHash: api.genesisHash.toHex(), nonce: -1 };
        const wrong = await pay(TAO).signAsync(faucet, other);
        await assert.rejects(api.rpc.author.submitExtrinsic(wrong), /bad signature/);
      },
    },
    {
      command: "api.tx.utility.batchAll([...]), batch, forceBatch",
      run: async () => {
        for (const kind of ["batchAll", "batch", "forceBatch"]) {
          const before = await free(newcomer.address);
          const batch = api.tx.utility![kind]!([pay(TAO), pay(2n * TAO)]) as unknown as Extrinsic;
          const { failure, events } = await watch(api, batch, faucet);
          assert.equal(failure, undefined);
          assert.ok(events.includes("utility.BatchCompleted"), events.join(" "));
          assert.equal((await free(newcomer.address)) - before, 3n * TAO);
        }
      },
    },
    {
      command: "api.rpc.system.accountNextIndex(address): ten at once, each with its nonce",
      run: async () => {
        const from = (await api.rpc.system.accountNextIndex(faucet.address)).toNumber();
        const sent = Array.from({ length: 10 }, (_, index) =>
          watch(api, pay(TAO), faucet, from + index),
        );
        for (const { failure } of await Promise.all(sent)) assert.equal(failure, undefined);
        const now = (await api.rpc.system.accountNextIndex(faucet.address)).toNumber();
        assert.equal(now, from + 10);
      },
    },
    {
      command: "dispatchError: module errors by registry.findMetaError, and others",
      run: async () => {
        const much = api.tx.balances!.transferKeepAlive!(faucet.address, 10n ** 17n);
        const token = await watch(api, much as unknown as Extrinsic, newcomer);
        assert.equal(token.failure, "Token FundsUnavailable");
        const nowhere = api.tx.subtensorModule!.startCall!(999) as unknown as Extrinsic;
        const { failure, events } = await watch(api, nowhere, newcomer);
        assert.match(failure ?? "", /^subtensorModule\.[A-Z]\w+$/);
        assert.ok(events.includes("system.ExtrinsicFailed"));
      },
    },
    {
      command: "api.tx.subtensorModule.*: burnedRegister, addStake, and the events of both",
      run: async () => {
        const hotkey = keyring.addFromUri(`${network.phrase}//Interop//JsHotkey`);
        const register = api.tx.subtensorModule!.burnedRegister!(1, hotkey.address);
        const registered = await watch(api, register as unknown as Extrinsic, faucet);
        assert.equal(registered.failure, undefined);
        assert.ok(registered.events.includes("subtensorModule.NeuronRegistered"));
        assert.ok(!(await api.query.subtensorModule!.uids!(1, hotkey.address)).isEmpty);
        const stake = api.tx.subtensorModule!.addStake!(hotkey.address, 1, 10n * TAO);
        const staked = await watch(api, stake as unknown as Extrinsic, faucet);
        assert.equal(staked.failure, undefined);
        assert.ok(staked.events.includes("subtensorModule.StakeAdded"));
      },
    },
    {
      command: 'new Keyring({ type: "ed25519" | "ecdsa" }): accounts of both sign and send',
      run: async () => {
        for (const type of ["ed25519", "ecdsa"] as const) {
          const other = keyring.createFromUri(`${network.phrase}//Interop`, {}, type);
          const fund = api.tx.balances!.transferKeepAlive!(other.address, 5n * TAO);
          const funded = await watch(api, fund as unknown as Extrinsic, faucet);
          assert.equal(funded.failure, undefined);
          const before = await free(newcomer.address);
          const { failure } = await watch(api, pay(TAO), other);
          assert.equal(failure, undefined);
          assert.equal((await free(newcomer.address)) - before, TAO);
        }
      },
    },
    {
      command: "refusals of the pool: a used nonce, an empty account, a wrong signature",
      run: async () => {
        await assert.rejects(
          watch(api, pay(TAO), faucet, 0),
          /1010: Invalid Transaction: Transaction is outdated/,
        );
        const empty = keyring.addFromUri(`${network.phrase}//Interop//Nobody`);
        await assert.rejects(
          watch(api, pay(TAO), empty),
          /1010: Invalid Transaction: Inability to pay/,
        );
        const signed = await pay(TAO).signAsync(faucet, { nonce: -1 });
        const bytes = signed.toU8a();
        bytes[60]! ^= 1;
        await assert.rejects(
          api.rpc.author.submitExtrinsic(`0x${Buffer.from(bytes).toString("hex")}`),
          /1010: Invalid Transaction: Transaction has a bad signature/,
        );
      },
    },
    {
      command: "api.query.system.events(callback)",
      run: async () => {
        const seen = Promise.withResolvers<void>();
        const end = await api.query.system!.events!(
          (records: Iterable<{ event: { method: string } }>) => {
            for (const { event } of records) if (event.method === "Transfer") seen.resolve();
          },
        );
        await watch(api, pay(TAO), faucet);
        await seen.promise;
        (end as unknown as () => void)();
      },
    },
  ];
}

/** Sends and hears of a transaction until it is final. Rejects with the pool's refusal. */
function watch(api: ApiPromise, tx: Extrinsic, pair: Pair, nonce = -1): Promise<Watched> {
  const statuses: string[] = [];
  return new Promise((resolve, reject) => {
    tx.signAndSend(pair, { nonce }, ({ status, events, dispatchError }) => {
      statuses.push(status.type);
      if (!status.isFinalized) return;
      resolve({
        statuses,
        block: status.asFinalized.toHex(),
        events: events.map(({ event }) => `${event.section}.${event.method}`),
        failure: dispatchError && failureText(api, dispatchError),
      });
    }).catch(reject);
  });
}

type DispatchError = NonNullable<
  Parameters<NonNullable<Parameters<Extrinsic["signAndSend"]>[2]>>[0]["dispatchError"]
>;

function failureText(api: ApiPromise, error: DispatchError): string {
  if (!error.isModule) return error.isToken ? `Token ${error.asToken.type}` : error.type;
  const { section, name } = api.registry.findMetaError(error.asModule);
  return `${section}.${name}`;
}
