import { describe, expect, test } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import type { BlockRef } from "../../../native/chain/chain-port.ts";
import {
  type BlockSource,
  extrinsicHash,
  MORTAL_PERIOD,
  waitForFinality,
  waitForInclusion,
} from "../../../native/chain/inclusion.ts";
import { listeners } from "../../../native/chain/listeners.ts";

const TRANSACTION = "0x1234";
const HASH = extrinsicHash(TRANSACTION);

/** Blocks by number, told when the test says so. */
function source() {
  const bestNews = listeners<BlockRef>();
  const finalNews = listeners<BlockRef>();
  const chain = new Map<number, BlockRef>();
  const bodies = new Map<string, string[]>();
  let best: BlockRef = { number: 10, hash: "0x10" };
  let broken = false;
  const blocks: BlockSource = {
    best: () => best,
    onBest: bestNews.add,
    onFinalized: finalNews.add,
    blockHash: async (number) => chain.get(number)?.hash,
    extrinsics: async (hash) => {
      if (broken) throw new HearthError("CHAIN_UNREACHABLE", { endpoint: "ws://x" });
      return bodies.get(hash) ?? [];
    },
    endpoint: () => "ws://x",
  };
  const put = (number: number, hash: string, body: string[] = []): BlockRef => {
    const block = { number, hash };
    chain.set(number, block);
    bodies.set(hash, body);
    best = block;
    return block;
  };
  return {
    blocks,
    put,
    tellBest: (block: BlockRef) => bestNews.tell(block),
    tellFinal: (block: BlockRef) => finalNews.tell(block),
    breakDown: (value: boolean) => {
      broken = value;
    },
  };
}

describe("inclusion", () => {
  test("is found in the block that holds it, at its place", async () => {
    const { blocks, put, tellBest } = source();
    const found = waitForInclusion(blocks, HASH, 10);
    tellBest(put(11, "0xa"));
    tellBest(put(12, "0xb", ["0xff", TRANSACTION]));
    expect(await found).toEqual({ block: { number: 12, hash: "0xb" }, index: 1 });
  });

  test("is found in a block that came while nobody was told", async () => {
    const { blocks, put, tellBest } = source();
    const found = waitForInclusion(blocks, HASH, 10);
    put(11, "0xa", [TRANSACTION]);
    put(12, "0xb");
    tellBest(put(13, "0xc"));
    expect((await found).block.number).toBe(11);
  });

  test("is found after a reorganisation to a block of the same number", async () => {
    const { blocks, put, tellBest } = source();
    const found = waitForInclusion(blocks, HASH, 10);
    tellBest(put(11, "0xa"));
    await new Promise(setImmediate);
    tellBest(put(11, "0xb", [TRANSACTION]));
    expect((await found).block).toEqual({ number: 11, hash: "0xb" });
  });

  test("survives a broken connection", async () => {
    const { blocks, put, tellBest, breakDown } = source();
    const found = waitForInclusion(blocks, HASH, 10);
    breakDown(true);
    tellBest(put(11, "0xa", [TRANSACTION]));
    await new Promise(setImmediate);
    breakDown(false);
    tellBest(put(12, "0xb"));
    expect((await found).block.number).toBe(11);
  });

  test("is refused once its era has passed", async () => {
    const { blocks, put, tellBest } = source();
    const found = waitForInclusion(blocks, HASH, 10);
    for (let number = 11; number <= 10 + MORTAL_PERIOD + 2; number += 1) put(number, `0x${number}`);
    tellBest(blocks.best() as BlockRef);
    await expect(found).rejects.toMatchObject({ code: "TRANSACTION_REFUSED" });
  });

  test("is cancelled by its signal, also one that is aborted already", async () => {
    const { blocks } = source();
    const controller = new AbortController();
    const found = waitForInclusion(blocks, HASH, 10, controller.signal);
    controller.abort();
    await expect(found).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(waitForInclusion(blocks, HASH, 10, controller.signal)).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });
});

describe("finality", () => {
  const included = { number: 11, hash: "0xa" };

  test("comes with its own block or with a later one", async () => {
    const own = source();
    const first = waitForFinality(own.blocks, included, undefined);
    own.tellFinal({ number: 10, hash: "0x10" });
    own.tellFinal(included);
    expect(await first).toBe("final");

    const later = source();
    later.put(11, "0xa");
    expect(await waitForFinality(later.blocks, included, { number: 14, hash: "0xd" })).toBe(
      "final",
    );
  });

  test("another block with its number is a reorganisation", async () => {
    const { blocks, tellFinal } = source();
    const wait = waitForFinality(blocks, included, undefined);
    tellFinal({ number: 11, hash: "0xother" });
    expect(await wait).toBe("reorged");
  });
});
