import assert from "node:assert/strict";
import { ApiPromise, HttpProvider, Keyring, WsProvider } from "@polkadot/api";
import { accountFromMnemonic } from "../../../native/wallet/keyfile.ts";
import { keypairFromUri, verifySignature } from "../../../native/wallet/keypair.ts";
import { newMnemonic } from "../../../native/wallet/mnemonic.ts";
import type { PracticeNetwork } from "../suite.ts";
import { polkadotJsActing } from "./polkadot-js-acting.ts";
import { polkadotJsSweeps } from "./polkadot-js-sweeps.ts";
import { first, type Step } from "./step.ts";

/** Connects `@polkadot/api` as its documentation does. The caller disconnects it. */
export async function connectPolkadotJs(endpoint: string): Promise<ApiPromise> {
  const provider = new WsProvider(endpoint);
  return ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
}

/** What `@polkadot/api` is asked to do, over one connection. */
export function polkadotJsSteps(api: ApiPromise, network: PracticeNetwork): readonly Step[] {
  const keyring = new Keyring({ type: "sr25519", ss58Format: 42 });
  const faucet = keyring.addFromUri(`${network.phrase}${network.faucet}`);
  return [
    {
      command: "ApiPromise.create({ provider: new WsProvider(url) })",
      run: async () => {
        assert.equal(api.genesisHash.toHex(), network.genesis);
        assert.equal(api.runtimeMetadata.version, 16);
        assert.equal(api.registry.chainSS58, 42);
        assert.deepEqual(api.registry.chainTokens, ["TAO"]);
        assert.equal((await api.rpc.system.chain()).toString(), "Hearth Practice");
      },
    },
    {
      command: "api.rpc.chain.subscribeNewHeads(callback)",
      run: async () => {
        const heads = await first<number>(3, (hear) =>
          api.rpc.chain.subscribeNewHeads((head) => hear(head.number.toNumber())),
        );
        for (const [index, number] of heads.entries()) assert.equal(number, heads[0]! + index);
      },
    },
    {
      command: "api.rpc.chain.subscribeFinalizedHeads(callback)",
      run: async () => {
        const heads = await first<number>(3, (hear) =>
          api.rpc.chain.subscribeFinalizedHeads((head) => hear(head.number.toNumber())),
        );
        for (const [index, number] of heads.entries()) assert.equal(number, heads[0]! + index);
      },
    },
    {
      command: "api.rpc.chain.subscribeAllHeads(callback)",
      run: async () => {
        await first(2, (hear) => api.rpc.chain.subscribeAllHeads(hear));
      },
    },
    {
      command: "api.rpc.state.subscribeRuntimeVersion(callback)",
      run: async () => {
        const [version] = await first<number>(1, (hear) =>
          api.rpc.state.subscribeRuntimeVersion(({ specVersion }) => hear(specVersion.toNumber())),
        );
        assert.equal(version, api.runtimeVersion.specVersion.toNumber());
      },
    },
    {
      command: "api.query.timestamp.now(callback)",
      run: async () => {
        const [before, after] = await first<bigint>(2, async (hear) => {
          const end = await api.query.timestamp!.now!((now: { toString(): string }) =>
            hear(BigInt(now.toString())),
          );
          return end as unknown as () => void;
        });
        assert.ok(after! > before!);
      },
    },
    {
      command: "api.queryMulti([...])",
      run: async () => {
        const [[now, account] = []] = await first<unknown[]>(1, (hear) =>
          api.queryMulti(
            [api.query.timestamp!.now!, [api.query.system!.account!, faucet.address]],
            hear,
          ),
        );
        assert.ok(BigInt(String(now)) > 0n);
        assert.ok(String(account).includes("free"));
      },
    },
    ...polkadotJsSweeps(api, network, faucet),
    ...polkadotJsActing(api, network, keyring, faucet),
    {
      command:
        "keyring.addFromMnemonic(words), addFromUri(uri): Hearth's accounts, and signatures both ways",
      run: async () => {
        const words = newMnemonic();
        const message = new TextEncoder().encode("both ways");
        for (const uri of [words, `${words}//hard/soft`, `${words}//7/8`]) {
          const theirs = keyring.addFromUri(uri);
          const ours = keypairFromUri(uri);
          assert.equal(theirs.address, ours.address);
          assert.ok(verifySignature(ours.address, message, theirs.sign(message)));
          assert.ok(theirs.verify(message, ours.sign(message), ours.publicKey));
        }
        assert.equal(keyring.addFromMnemonic(words).address, accountFromMnemonic(words).address);
      },
    },
    {
      command: "ApiPromise.create({ provider: new HttpProvider(url) })",
      run: async () => {
        const provider = new HttpProvider(network.endpoint.replace("ws:", "http:"));
        const overHttp = await ApiPromise.create({ provider, noInitWarn: true });
        assert.equal(overHttp.genesisHash.toHex(), network.genesis);
        assert.ok(Number(await overHttp.query.system!.number!()) > 0);
        await overHttp.disconnect();
        assert.equal(await provider.send("chain_getBlockHash", [0]), network.genesis);
        await assert.rejects(provider.send("system_noSuchMethod", []), /-32601: Method not found/);
      },
    },
    {
      command: "api.disconnect()",
      run: async () => {
        const gone = new Promise((resolve) => api.once("disconnected", () => resolve(undefined)));
        await api.disconnect();
        await gone;
        assert.equal(api.isConnected, false);
      },
    },
  ];
}
