import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type PracticeNode, startPracticeNode } from "../../../native/practice/node/start.ts";
import { drand } from "../../../native/practice/runtime/drand/pallet.ts";
import { developerAddress } from "../../../native/practice/runtime/genesis-developers.ts";
import { FAUCET_PATH } from "../../../native/practice/runtime/genesis-keys.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { sudo } from "../../../native/practice/runtime/sudo/pallet.ts";
import { faults } from "../../unit/practice/runtime/books.ts";
import { RpcClient } from "./rpc-client.ts";

let folder: string;
const running: PracticeNode[] = [];
const clients: RpcClient[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "practice-"));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const node of running.splice(0)) await node.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Blocks come only when they are asked for. */
async function start(name: string, from?: string): Promise<[PracticeNode, RpcClient]> {
  const node = await startPracticeNode({
    dataDir: join(folder, name),
    port: 0,
    blockMillis: 3_600_000,
    tempo: 20,
    keptStates: 1_000,
    from,
    developers: from === undefined,
    onTrouble: (error) => {
      throw error;
    },
  });
  running.push(node);
  const client = await RpcClient.open(node.endpoint);
  clients.push(client);
  return [node, client];
}

interface Exported {
  readonly number: number;
  readonly hash: string;
  readonly stateRoot: string;
  readonly bytes: string;
}

async function exported(client: RpcClient, params: unknown[] = []): Promise<[string, Exported]> {
  const answer = await client.result<Exported>("practice_exportState", params);
  const file = join(folder, `${answer.number}.state`);
  writeFileSync(file, Buffer.from(answer.bytes, "base64"));
  return [file, answer];
}

it("a chain begun from an exported state goes on as the first one does", async () => {
  const [first, asked] = await start("first");
  await asked.result("practice_advance", [45]);
  const [file, { number, stateRoot }] = await exported(asked);
  const [fork, other] = await start("fork", file);
  const head = await other.result<{ number: string; stateRoot: string }>("chain_getHeader");
  expect(head).toMatchObject({ number: `0x${number.toString(16)}`, stateRoot });
  expect(fork.genesis).not.toBe(first.genesis);
  expect(await other.result("chain_getBlockHash", [number - 1])).toBeNull();
  // What the chain does by itself, epochs and emission among it, is the same on both: only hashes of blocks differ.
  for (const client of [asked, other]) await client.result("practice_advance", [40]);
  const figures = ({ chain: { state } }: PracticeNode) => ({
    issuance: storage.TotalIssuance.get(state),
    epochs: storage.SubnetEpochIndex.get(state, 1),
    pool: storage.SubnetTAO.get(state, 1),
    alpha: storage.TotalHotkeyAlpha.entries(state),
  });
  expect(figures(fork)).toEqual(figures(first));
  expect(faults(fork.chain.state)).toEqual([]);
  // Its beacon is the same, and goes on.
  expect(drand.storage.BeaconConfig.get(fork.chain.state)).toEqual(
    drand.storage.BeaconConfig.get(first.chain.state),
  );
});

it("the state of an earlier block is exported as it was", async () => {
  const [, asked] = await start("first");
  await asked.result("practice_advance", [10]);
  const hash = await asked.result<string>("chain_getBlockHash", [4]);
  const [file, { number }] = await exported(asked, [hash]);
  expect(number).toBe(4);
  const [fork, other] = await start("fork", file);
  expect(fork.chain.best.number).toBe(4);
  await other.result("practice_advance", [3]);
  expect(faults(fork.chain.state)).toEqual([]);
  // In parts, as large states come: the rest from anywhere on.
  const whole = await asked.result<{ bytes: string; total: number }>("practice_exportState", [
    hash,
  ]);
  const rest = await asked.result<{ bytes: string }>("practice_exportState", [hash, 100]);
  const bytes = Buffer.from(whole.bytes, "base64");
  expect(bytes.length).toBe(whole.total);
  expect(Buffer.from(rest.bytes, "base64").equals(bytes.subarray(100))).toBe(true);
  expect((await asked.ask("practice_exportState", [`0x${"12".repeat(32)}`])).error?.code).toBe(
    4003,
  );
});

it("a state from elsewhere keeps what this network does not know", async () => {
  const [first, asked] = await start("first");
  await asked.result("practice_advance", [30]);
  const keys = await asked.result<string[]>("state_getKeys", ["0x"]);
  const [{ changes }] = (await asked.result<[{ changes: [string, string][] }]>(
    "state_queryStorageAt",
    [keys],
  )) as [{ changes: [string, string][] }];
  const strange = `0x${"ab".repeat(40)}`;
  const top = { ...Object.fromEntries(changes), [strange]: "0x0102" };
  const file = join(folder, "spec.json");
  writeFileSync(file, JSON.stringify({ name: "elsewhere", genesis: { raw: { top } } }));
  const [fork, other] = await start("fork", file);
  expect(fork.chain.best.number).toBe(30);
  expect(await other.result("state_getStorage", [strange])).toBe("0x0102");
  expect(sudo.storage.Key.get(fork.chain.state)).toBe(developerAddress(FAUCET_PATH));
  expect(storage.TotalIssuance.get(fork.chain.state)).toBe(
    storage.TotalIssuance.get(first.chain.state),
  );
  await other.result("practice_advance", [25]);
  expect(await other.result("state_getStorage", [strange])).toBe("0x0102");
  expect(faults(fork.chain.state)).toEqual([]);
});

it("a bad file, or a folder that has a chain, begins nothing", async () => {
  const [first, asked] = await start("first");
  const [file] = await exported(asked);
  await first.close();
  running.splice(0);
  await expect(start("first", file)).rejects.toMatchObject({ code: "BAD_INPUT" });
  await expect(start("new", join(folder, "missing"))).rejects.toMatchObject({ code: "NOT_FOUND" });
  writeFileSync(file, "nothing of the kind");
  await expect(start("new", file)).rejects.toMatchObject({ code: "SNAPSHOT_UNKNOWN" });
  writeFileSync(file, Buffer.from("1f8b0800", "hex"));
  await expect(start("new", file)).rejects.toMatchObject({ code: "SNAPSHOT_DAMAGED" });
  // What was refused left nothing behind that would be in the way.
  const [begun] = await start("new");
  expect(begun.chain.best.number).toBe(0);
});
