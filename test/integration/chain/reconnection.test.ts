import { afterEach, expect, test } from "vitest";
import { type BlockRef, type ChainClient, connectChain } from "../../../native/chain/client.ts";
import { devSigner, type PracticeNode, startPractice } from "./practice-node.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});
async function start(options?: Parameters<typeof startPractice>[0]): Promise<PracticeNode> {
  const node = await startPractice(options);
  opened.push(node);
  return node;
}
function connect(options: Parameters<typeof connectChain>[0]): ChainClient {
  const chain = connectChain(options);
  opened.push(chain);
  return chain;
}
const until = (chain: ChainClient, done: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = chain.onState(() => {
      if (!done()) return;
      stop();
      resolve();
    });
  });

test("a killed node is noticed, found again on its port, and no final block is lost", async () => {
  const first = await start();
  const chain = connect({ endpoints: [first.endpoint] });
  const finals: BlockRef[] = [];
  chain.onFinalized((block) => finals.push(block));
  await chain.whenConnected(AbortSignal.timeout(90_000));
  await until(chain, () => finals.length >= 3);

  const lost = until(chain, () => chain.state().connection === "disconnected");
  await first.kill();
  await lost;
  const { port, folder } = first;
  await start({ port, folder });
  await chain.whenConnected(AbortSignal.timeout(90_000));
  const resumed = finals.length;
  await until(chain, () => finals.length >= resumed + 3);

  expect(finals.map(({ number }) => number)).toEqual(
    finals.map((_, index) => (finals[0]?.number ?? 0) + index),
  );
  for (const { number, hash } of finals) expect(await chain.blockHash(number)).toBe(hash);
});

test("a transaction that waits in the pool of a killed node lands after its restart, and the next one too", async () => {
  const first = await start({ blockSeconds: 3 });
  const chain = connect({ endpoints: [first.endpoint] });
  await chain.whenConnected(AbortSignal.timeout(90_000));
  const faucet = devSigner("//Hearth//Faucet");
  const dest = { type: "Id", value: devSigner("//Bob").address };
  const call = { pallet: "Balances", name: "transfer_keep_alive" };
  let pending: () => void = () => undefined;
  const isPending = new Promise<void>((resolve) => {
    pending = resolve;
  });
  const waiting = chain.submit({ ...call, args: { dest, value: 1_000_000n } }, faucet, {
    onProgress: pending,
  });
  await isPending;
  await first.kill();
  await until(chain, () => chain.state().connection === "disconnected");
  await start({ port: first.port, folder: first.folder, blockSeconds: 0.5 });
  await chain.whenConnected(AbortSignal.timeout(90_000));
  const next = chain.submit({ ...call, args: { dest, value: 2_000_000n } }, faucet);
  const [landed, after] = await Promise.all([waiting, next]);
  expect(landed.block).toBeLessThanOrEqual(after.block);
  expect(landed.hash).not.toBe(after.hash);
});

test("another chain on the same port is refused, and nothing is sent to it", async () => {
  const first = await start();
  const chain = connect({ endpoints: [first.endpoint] });
  await chain.whenConnected(AbortSignal.timeout(90_000));
  const { genesis } = chain.state();
  await first.kill();
  await until(chain, () => chain.state().connection === "disconnected");
  const other = await start({ port: first.port });
  expect(other.genesis).not.toBe(genesis);
  await expect(chain.whenConnected(AbortSignal.timeout(90_000))).rejects.toMatchObject({
    code: "WRONG_NETWORK",
    detail: { endpoint: first.endpoint, found: other.genesis, expected: genesis },
  });
  await expect(chain.query("System", "Number")).rejects.toMatchObject({ code: "WRONG_NETWORK" });
});

test("an expected genesis is checked on the first connection; a second endpoint takes over", async () => {
  const [wrong, right] = [await start(), await start()];
  const chain = connect({ endpoints: [wrong.endpoint, right.endpoint], genesis: right.genesis });
  await until(chain, () => chain.state().connection === "connected");
  expect(chain.state()).toMatchObject({ endpoint: right.endpoint, genesis: right.genesis });
});

test("with nobody there: waiting can be cancelled, reads fail in time, closing ends it", async () => {
  const node = await start();
  await node.kill();
  const chain = connect({ endpoints: [node.endpoint] });
  await expect(chain.whenConnected(AbortSignal.timeout(300))).rejects.toMatchObject({
    code: "CANCELLED",
  });
  const read = chain.query("System", "Number");
  await chain.close();
  await expect(read).rejects.toMatchObject({ code: "CHAIN_UNREACHABLE" });
  expect(chain.state().connection).toBe("disconnected");
});
