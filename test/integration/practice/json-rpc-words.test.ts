import { sr25519CreateDerive } from "@polkadot-labs/hdkd";
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from "@polkadot-labs/hdkd-helpers";
import { createClient } from "polkadot-api";
import { getPolkadotSigner } from "polkadot-api/signer";
import { getWsProvider } from "polkadot-api/ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import { type RpcNode, startRpcNode, until } from "./rpc-node.ts";

let run: RpcNode;
let signed: string;
beforeAll(async () => {
  run = await startRpcNode({ keptStates: 256 });
  signed = await signedTransfer();
});
afterAll(() => run.close());

/** A transfer of one TAO by the faucet, signed by polkadot-api. */
async function signedTransfer(): Promise<string> {
  const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)));
  const pair = derive("//Hearth//Faucet");
  const signer = getPolkadotSigner(pair.publicKey, "Sr25519", (bytes) => pair.sign(bytes));
  const client = createClient(getWsProvider(run.node.endpoint));
  try {
    const dest = { type: "Id", value: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY" };
    const value = 1_000_000_000n;
    const api = client.getUnsafeApi();
    const bytes = await api.tx.Balances!.transfer_keep_alive!({ dest, value }).sign(signer, {
      mortality: { mortal: false },
    });
    return typeof bytes === "string" ? bytes : `0x${Buffer.from(bytes).toString("hex")}`;
  } finally {
    client.destroy();
  }
}

const errorOf = async (method: string, params: readonly unknown[]) =>
  (await run.client.ask(method, params)).error;
const key = `0x${system.storage.Number.key()}`;
const unknown = `0x${"ab".repeat(32)}`;

describe("errors in a node's words", () => {
  it("of a block that is not known", async () => {
    const words = `Header was not found in the database: ${unknown}`;
    const storage = { code: 4003, message: `Client error: UnknownBlock: ${words}` };
    const runtime = {
      code: 4003,
      message: `Client error: Api called for an unknown Block: ${words}`,
    };
    expect(await errorOf("state_getStorage", [key, unknown])).toEqual(storage);
    expect(await errorOf("state_getKeysPaged", ["0x", 1, null, unknown])).toEqual(storage);
    expect(await errorOf("state_queryStorageAt", [[key], unknown])).toEqual(storage);
    expect(await errorOf("state_call", ["Core_version", "0x", unknown])).toEqual(runtime);
    expect(await errorOf("state_getMetadata", [unknown])).toEqual(runtime);
    expect(await errorOf("state_getRuntimeVersion", [unknown])).toEqual(runtime);
    expect(await errorOf("payment_queryInfo", [signed, unknown])).toEqual(runtime);
  });

  it("of a state that was pruned, as bittensor 10 looks for them before it asks an archive", async () => {
    const hash = run.node.chain.hashAt(2)!;
    await run.client.result("practice_advance", [400]);
    const words = `State already discarded for ${hash}`;
    expect(await errorOf("state_getStorageAt", [key, hash])).toEqual({
      code: 4003,
      message: `Client error: UnknownBlock: ${words}`,
    });
    for (const [method, params] of [
      ["state_call", ["Core_version", "0x", hash]],
      ["state_getRuntimeVersion", [hash]],
      ["state_getMetadata", [hash]],
    ] as const)
      expect(await errorOf(method, params)).toEqual({
        code: 4003,
        message: `Client error: Api called for an unknown Block: ${words}`,
      });
    // Blocks themselves are never forgotten.
    expect(await run.client.result("chain_getHeader", [hash])).toMatchObject({ number: "0x2" });
  });

  it("of ranges, counts, numbers and tries", async () => {
    const [one, two] = [run.node.chain.hashAt(401), run.node.chain.hashAt(402)];
    expect(await errorOf("state_queryStorage", [[key], two, one])).toEqual({
      code: 4001,
      message: `Cannot resolve a block range ['"${two}"' ... '"${one}"]. from number > to number`,
    });
    expect(await errorOf("state_getKeysPaged", ["0x", 1001])).toEqual({
      code: 4002,
      message: "count exceeds maximum value. value: 1001, max: 1000",
    });
    expect(await errorOf("chain_getBlockHash", [2 ** 32])).toEqual({
      code: 3001,
      message: "`4294967296` > u32::max_value(), the max block number is u32.",
    });
    expect(await errorOf("childstate_getStorage", ["0x00", "0x00"])).toEqual({
      code: 4003,
      message: "Client error: Invalid child storage key",
    });
    expect((await errorOf("state_getReadProof", [[key]]))?.code).toBe(4003);
    expect((await errorOf("state_traceBlock", [one]))?.code).toBe(4003);
    expect((await errorOf("state_subscribeStorage", []))?.message).toContain("unsafe");
  });

  it("of runtime APIs: no such one, and arguments that are not its", async () => {
    expect(await errorOf("state_call", ["No_such", "0x"])).toEqual({
      code: 4003,
      message: "Client error: Execution failed: Other: Exported method No_such is not found",
    });
    const words = "Client error: Execution failed: Execution aborted due to trap: Runtime panicked";
    for (const args of ["0x", "0x010000", "0xff"])
      expect(await errorOf("state_call", ["NeuronInfoRuntimeApi_get_neurons", args])).toEqual({
        code: 4003,
        message: expect.stringContaining(words),
      });
  });
});

describe("a transaction", () => {
  it("is priced, tried, watched in the new words, and refused the second time", async () => {
    const info = await run.client.result<{ partialFee: string }>("payment_queryInfo", [signed]);
    expect(info).toMatchObject({ class: "normal", weight: { proof_size: 0 } });
    const { inclusionFee } = await run.client.result<{ inclusionFee: Record<string, string> }>(
      "payment_queryFeeDetails",
      [signed],
    );
    const sum = Object.values(inclusionFee).reduce((total, part) => total + BigInt(part), 0n);
    expect(sum).toBe(BigInt(info.partialFee));
    expect(await run.client.result("system_dryRun", [signed])).toBe("0x0000");
    for (const [method, words] of [
      ["payment_queryInfo", "Unable to query dispatch info."],
      ["payment_queryFeeDetails", "Unable to query fee details."],
      ["system_dryRun", "Unable to dry run extrinsic"],
    ] as const)
      expect(await errorOf(method, ["0x0102"])).toEqual({
        code: 2,
        message: words,
        data: expect.any(String),
      });

    const events: { event: string; block?: { hash: string; index: number } }[] = [];
    const watch = "transactionWatch_v1_submitAndWatch";
    await run.client.subscribe<(typeof events)[number]>(watch, [signed], (event) =>
      events.push(event),
    );
    await until(() => events.at(-1)?.event === "finalized");
    expect(events.map(({ event }) => event)).toEqual([
      "validated",
      "bestChainBlockIncluded",
      "finalized",
    ]);
    const { hash, index } = events.at(-1)!.block!;
    const { block } = await run.client.result<{ block: { extrinsics: string[] } }>(
      "chain_getBlock",
      [hash],
    );
    expect(block.extrinsics[index]).toBe(signed);

    const again: unknown[] = [];
    await run.client.subscribe(watch, [signed], (event) => again.push(event));
    await until(() => again.length > 0);
    expect(again).toEqual([
      { event: "invalid", error: expect.stringMatching(/^(Invalid Transaction|Transaction )/) },
    ]);
    const unread: unknown[] = [];
    await run.client.subscribe(watch, ["0x0102"], (event) => unread.push(event));
    await until(() => unread.length > 0);
    expect(unread).toEqual([{ event: "invalid", error: "Extrinsic bytes cannot be decoded" }]);
  });

  it("that is broadcast is stopped by its id, once", async () => {
    const id = await run.client.result("transaction_v1_broadcast", [signed]);
    expect(await run.client.result("transaction_v1_stop", [id])).toBeNull();
    expect(await errorOf("transaction_v1_stop", [id])).toEqual({
      code: -32602,
      message: "Invalid operation id",
    });
  });
});
