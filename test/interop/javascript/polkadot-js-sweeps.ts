import assert from "node:assert/strict";
import type { ApiPromise, Keyring } from "@polkadot/api";
import type { PracticeNetwork } from "../suite.ts";
import { type Asked, argumentFor } from "./arguments.ts";
import type { Step } from "./step.ts";

type Pair = ReturnType<Keyring["addFromUri"]>;

/** Steps that go through everything the metadata has. */
export function polkadotJsSweeps(
  api: ApiPromise,
  network: PracticeNetwork,
  faucet: Pair,
): readonly Step[] {
  return [
    {
      command: "api.query.*: every storage item, each map by entries() and at a key",
      run: () => queryEverything(api),
    },
    {
      command: "api.query.*.multi(keys), .keys(), .keysPaged(), .size(), .hash(), .at(hash)",
      run: async () => {
        const { account, events } = api.query.system!;
        const keys = await account!.keys();
        const paged = await account!.keysPaged({ args: [], pageSize: 5 });
        assert.equal(paged.length, 5);
        const addresses = keys.map((key) => key.args[0]!);
        const values = await account!.multi(addresses);
        assert.equal(values.length, addresses.length);
        assert.equal((await account!.size(faucet.address)).toNumber(), values[0]!.encodedLength);
        assert.match((await account!.hash(faucet.address)).toHex(), /^0x[0-9a-f]{64}$/);
        const then = await api.at(await api.rpc.chain.getBlockHash(1));
        assert.equal(String(await then.query.system!.number!()), "1");
        assert.ok((await events!()).encodedLength > 0);
      },
    },
    {
      command: "api.consts.*: every constant",
      run: async () => {
        let seen = 0;
        for (const constants of Object.values(api.consts))
          for (const constant of Object.values(constants)) {
            assert.ok(constant.toU8a().length >= 0);
            seen += 1;
          }
        assert.ok(seen > 100, `${seen} constants`);
      },
    },
    {
      command: "api.call.*: every runtime API",
      run: () => callEverything(api, faucet),
    },
    {
      command: "api.rpc.*: system, chain, state, payment, author, childstate, offchain",
      run: () => askEverything(api, network),
    },
    {
      command: "api.derive.*: chain.bestNumber, chain.getBlock, balances.all, accounts.info",
      run: async () => {
        const best = await api.derive.chain.bestNumber();
        const block = await api.derive.chain.getBlock(await api.rpc.chain.getBlockHash(best));
        assert.ok(block!.extrinsics.length > 0 && block!.events.length > 0);
        const balances = await api.derive.balances.all(faucet.address);
        assert.ok(balances.availableBalance.toBigInt() > 1_000_000n);
        assert.equal(
          (await api.derive.accounts.info(faucet.address)).accountId?.toString(),
          faucet.address,
        );
      },
    },
  ];
}

async function queryEverything(api: ApiPromise): Promise<void> {
  let seen = 0;
  let entered = 0;
  // All at one block: many of them change with every other.
  const then = await api.at(await api.rpc.chain.getFinalizedHead());
  for (const [section, items] of Object.entries(then.query)) {
    for (const [name, item] of Object.entries(items)) {
      const where = `${section}.${name}`;
      const { type } = item.creator.meta;
      seen += 1;
      if (type.isPlain) {
        assert.ok(await item(), where);
        continue;
      }
      const entries = await item.entries();
      const [first] = entries;
      const args = first ? first[0].args : emptyKeys(api, type.asMap);
      const value = await item(...args);
      if (first) {
        assert.equal(value.toHex(), first[1].toHex(), where);
        entered += 1;
      }
    }
  }
  assert.ok(seen > 250, `${seen} items`);
  assert.ok(entered > 60, `${entered} maps with entries`);
}

/** A key of zeros for a map that has none. */
function emptyKeys(
  api: ApiPromise,
  { hashers, key }: { hashers: { length: number }; key: { toNumber(): number } },
): unknown[] {
  const { registry } = api;
  const of = (id: Parameters<typeof registry.createLookupType>[0]) =>
    registry.createType(registry.createLookupType(id));
  if (hashers.length === 1) return [of(key as never)];
  const tuple = registry.lookup.getSiType(key as never).def.asTuple;
  return [...tuple].map((id) => of(id));
}

type Calls = Record<
  string,
  Record<
    string,
    ((...args: unknown[]) => Promise<unknown>) & {
      meta: { params: { name: string; type: string }[] };
    }
  >
>;

async function callEverything(api: ApiPromise, faucet: Pair): Promise<void> {
  const call = api.tx.system!.remark!("0x1234");
  const signed = await call.signAsync(faucet, { nonce: -1 });
  const opaque = `0x${Buffer.from(signed.toU8a(true)).toString("hex")}`;
  const [delegate] = await api.query.subtensorModule!.keys!.entries(1);
  const asked: Asked = {
    account: faucet.address,
    hotkey: String(delegate![1]),
    extrinsic: signed.toHex(),
    call: call.method,
    weight: { refTime: 1_000_000_000, proofSize: 0 },
    none: null,
    bytes: (length) => `0x${"00".repeat(length)}`,
    source: "External",
    hash: api.genesisHash.toHex(),
    shielded: emptyShielded,
  };
  let seen = 0;
  for (const [section, methods] of Object.entries(api.call as unknown as Calls)) {
    for (const [name, method] of Object.entries(methods)) {
      const args = method.meta.params.map((parameter) =>
        argumentFor(
          snake(parameter.name),
          {
            ...asked,
            // An extrinsic by the metadata's own type is opaque: the bytes after their length.
            extrinsic: parameter.type === "Extrinsic" ? signed.toHex() : opaque,
          },
          () => api.registry.createType(parameter.type),
        ),
      );
      try {
        await method(...args);
      } catch (error) {
        throw new Error(`${section}.${name}: ${error instanceof Error ? error.message : error}`);
      }
      seen += 1;
    }
  }
  assert.ok(seen > 50, `${seen} methods`);
}

const emptyShielded = {
  keyHash: `0x${"00".repeat(16)}`,
  kemCt: "0x",
  nonce: `0x${"00".repeat(24)}`,
  aeadCt: "0x",
};

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

async function askEverything(api: ApiPromise, network: PracticeNetwork): Promise<void> {
  const { rpc } = api;
  assert.equal(String(await rpc.system.chainType()), "Local");
  assert.equal((await rpc.system.health()).isSyncing.isTrue, false);
  assert.match(String(await rpc.system.localPeerId()), /^12D3KooW/);
  assert.equal((await rpc.system.peers()).length, 0);
  assert.ok((await rpc.system.nodeRoles()).length > 0);
  assert.ok((await rpc.system.syncState()).currentBlock.toNumber() > 0);
  assert.equal((await rpc.system.reservedPeers()).length, 0);
  assert.ok(String(await rpc.system.name()).length > 0);
  assert.ok(String(await rpc.system.version()).length > 0);
  assert.equal((await rpc.system.properties()).ss58Format.unwrap().toNumber(), 42);
  assert.equal((await rpc.system.localListenAddresses()).length, 0);
  assert.equal((await rpc.chain.getBlockHash(0)).toHex(), network.genesis);
  const head = await rpc.chain.getFinalizedHead();
  assert.equal((await rpc.chain.getHeader(head)).hash.toHex(), head.toHex());
  assert.equal((await rpc.chain.getBlock(head)).block.header.hash.toHex(), head.toHex());
  const key = api.query.system!.number!.key();
  const prefix = api.query.system!.account!.keyPrefix();
  assert.ok((await rpc.state.getKeysPaged(prefix, 3)).length === 3);
  assert.ok((await rpc.state.getPairs(prefix)).length > 3);
  assert.equal((await rpc.state.getStorageSize(key)).toNumber(), 4);
  assert.ok((await rpc.state.getStorageHash(key)).toHex().length === 66);
  const values = await rpc.state.queryStorageAt([key], head);
  assert.equal((values as unknown as unknown[]).length, 1);
  assert.ok((await rpc.state.queryStorage([key], head)).length > 0);
  assert.ok((await rpc.state.getMetadata(head)).version >= 14);
  assert.ok((await rpc.state.getRuntimeVersion(head)).specVersion.toNumber() > 0);
  assert.ok((await rpc.state.call("Core_version", "0x")).length > 0);
  assert.ok((await rpc.rpc.methods()).methods.length > 100);
  assert.equal((await rpc.author.pendingExtrinsics()).length, 0);
  const child = `0x${Buffer.from(":child_storage:default:x").toString("hex")}`;
  assert.equal((await rpc.childstate.getKeys(child, "0x")).length, 0);
  await assert.rejects(rpc.author.rotateKeys(), /unsafe to be called externally/);
  await assert.rejects(rpc.offchain.localStorageGet("PERSISTENT", "0x00"), /unsafe/);
}
