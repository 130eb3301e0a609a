import { expect, test } from "vitest";
import { createNonceManager, nextNonce } from "../../../native/chain/nonce-manager.ts";

test("the next nonce is the chain's, or after what is on its way", () => {
  expect(nextNonce(4, [])).toBe(4);
  expect(nextNonce(4, [4, 5])).toBe(6);
  expect(nextNonce(9, [4, 5])).toBe(9);
});

test("two at once get two nonces though the chain counts none of them yet", async () => {
  const nonces = createNonceManager(async () => 3);
  const used = await Promise.all(
    [1, 2, 3].map(() => nonces.withNonce("alice", async (nonce) => nonce)),
  );
  expect(used.map(({ value }) => value)).toEqual([3, 4, 5]);
  for (const { release } of used) release();
  expect((await nonces.withNonce("alice", async (nonce) => nonce)).value).toBe(3);
});

test("keys do not wait for each other, and one key never runs twice at once", async () => {
  const nonces = createNonceManager(async () => 0);
  let running = 0;
  let most = 0;
  const send = async (nonce: number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    return nonce;
  };
  await Promise.all([nonces.withNonce("alice", send), nonces.withNonce("alice", send)]);
  expect(most).toBe(1);
  most = 0;
  await Promise.all([nonces.withNonce("alice", send), nonces.withNonce("bob", send)]);
  expect(most).toBe(2);
});

test("a refused transaction gives its nonce back", async () => {
  const nonces = createNonceManager(async () => 7);
  const refused = nonces.withNonce("alice", () => Promise.reject(new Error("no")));
  await expect(refused).rejects.toThrow("no");
  expect((await nonces.withNonce("alice", async (nonce) => nonce)).value).toBe(7);
});
