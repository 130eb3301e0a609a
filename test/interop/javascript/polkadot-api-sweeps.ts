import assert from "node:assert/strict";
import {
  decAnyMetadata,
  type UnifiedMetadata,
  unifyMetadata,
} from "@polkadot-api/substrate-bindings";
import type { PolkadotClient } from "polkadot-api";
import { type Asked, argumentFor } from "./arguments.ts";
import { zeroOf } from "./polkadot-api-zero.ts";
import type { Step } from "./step.ts";

type Query = Record<
  string,
  Record<
    string,
    {
      getValue(...args: unknown[]): Promise<unknown>;
      getEntries(...args: unknown[]): Promise<{ keyArgs: unknown[]; value: unknown }[]>;
    }
  >
>;
type Functions = Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;

/** Steps that go through everything the metadata has. */
export function polkadotApiSweeps(client: PolkadotClient): readonly Step[] {
  const api = client.getUnsafeApi();
  const query = api.query as unknown as Query;
  return [
    {
      command: "unsafeApi.query.*: every storage item, each map by getEntries() and at a key",
      run: async () => {
        let seen = 0;
        let entered = 0;
        // All at one block, which is soon no longer pinned: many of them change with every other.
        const at = { at: (await client.getFinalizedBlock()).hash };
        const { lookup, pallets } = await metadataOf(client);
        for (const { name: pallet, storage } of pallets)
          for (const { name, type } of storage?.items ?? []) {
            const item = query[pallet]![name]!;
            seen += 1;
            if (type.tag === "plain") {
              await item.getValue(at);
              continue;
            }
            const [entry] = await item.getEntries(at);
            if (!entry) {
              await item.getValue(...zeroKeys(lookup, type.value), at);
              continue;
            }
            assert.deepEqual(
              await item.getValue(...entry.keyArgs, at),
              entry.value,
              `${pallet}.${name}`,
            );
            entered += 1;
          }
        assert.ok(seen > 250, `${seen} items`);
        assert.ok(entered > 60, `${entered} maps with entries`);
      },
    },
    {
      command: "unsafeApi.constants.*: every constant",
      run: async () => {
        let seen = 0;
        const constants = api.constants as unknown as Functions;
        for (const pallet of (await metadataOf(client)).pallets)
          for (const { name } of pallet.constants) {
            // One that cannot be decoded rejects; of an Option nothing is a value too.
            await constants[pallet.name]![name]!();
            seen += 1;
          }
        assert.ok(seen > 100, `${seen} constants`);
      },
    },
    {
      command: "unsafeApi.apis.*: every runtime API",
      run: () => callEverything(client, query),
    },
  ];
}

/** A key of zeros for a map that has none. */
function zeroKeys(
  lookup: UnifiedMetadata["lookup"],
  { hashers, key }: { hashers: readonly unknown[]; key: number },
): unknown[] {
  const zero = zeroOf(lookup, key);
  return hashers.length === 1 ? [zero] : (zero as unknown[]);
}

function remark(client: PolkadotClient): unknown {
  const tx = client.getUnsafeApi().tx.System!.remark!({ remark: Uint8Array.of(1, 2) });
  return tx.decodedCall;
}

async function metadataOf(client: PolkadotClient): Promise<UnifiedMetadata> {
  const bytes = await client._request<string>("state_call", [
    "Metadata_metadata_at_version",
    "0x10000000",
  ]);
  return unifyMetadata(decAnyMetadata(bytes));
}

async function callEverything(client: PolkadotClient, query: Query): Promise<void> {
  const api = client.getUnsafeApi();
  const [neuron] = await query.SubtensorModule!.Keys!.getEntries();
  const hotkey = String(neuron!.value);
  const block = await client.getFinalizedBlock();
  const [, ...others] = await client.getBlockBody(block.hash);
  const inherent = (await client.getBlockBody(block.hash))[0]!;
  assert.ok(others.length >= 0);
  const asked: Asked = {
    account: hotkey,
    hotkey,
    // Extrinsics are opaque here: the bytes after their length.
    extrinsic: afterLength(inherent),
    call: remark(client),
    weight: { ref_time: 1_000_000_000n, proof_size: 0n },
    none: undefined,
    bytes: (length) => (length === 64 ? new Uint8Array(length) : `0x${"00".repeat(length)}`),
    source: { type: "External", value: undefined },
    hash: block.hash,
    shielded: {
      key_hash: `0x${"00".repeat(16)}`,
      kem_ct: new Uint8Array(),
      aead_ct: new Uint8Array(),
      nonce: `0x${"00".repeat(24)}`,
    },
  };
  let seen = 0;
  const apis = api.apis as unknown as Functions;
  const { lookup, apis: described } = await metadataOf(client);
  for (const { name, methods } of described)
    for (const method of methods) {
      const args = method.inputs.map((input) =>
        argumentFor(input.name, asked, () => zeroOf(lookup, input.type)),
      );
      try {
        await apis[name]![method.name]!(...args);
      } catch (error) {
        throw new Error(
          `${name}.${method.name}: ${error instanceof Error ? error.message : error}`,
        );
      }
      seen += 1;
    }
  assert.ok(seen > 50, `${seen} methods`);
}

function afterLength(bytes: string | Uint8Array): Uint8Array {
  const whole = typeof bytes === "string" ? Buffer.from(bytes.slice(2), "hex") : bytes;
  const width = [1, 2, 4][whole[0]! & 3] ?? 5;
  return Uint8Array.from(whole.subarray(width));
}
