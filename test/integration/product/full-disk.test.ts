import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { canMount } from "../../fakes/can-mount.ts";
import {
  codeOf,
  password,
  refusedStart,
  startProduct,
  temporaryFolder,
  until,
} from "../../fakes/product.ts";

/** Room of the small disk: enough for a wallet and the first minutes of a chain. */
const MEBIBYTES = 24;

const withSmallDisk = test.skipIf(!canMount);

withSmallDisk(
  "a disk that fills up: said clearly, nothing lost, and all goes on by itself once there is room",
  async () => {
    const place = temporaryFolder("disk");
    const disk = join(place.path, "disk");
    mkdirSync(disk);
    // A file system of its own for the node alone, in a namespace that goes away with it.
    const script = `mount -t tmpfs -o size=${MEBIBYTES}m tmpfs "$0" && exec "$@"`;
    const product = await startProduct({
      folder: join(disk, "data"),
      command: "unshare",
      before: ["-rm", "sh", "-c", script, disk, process.execPath],
    });
    onTestFinished(async () => {
      await product[Symbol.asyncDispose]();
      place.remove();
    });
    const { client } = product;
    const height = async () => (await client.network.info({})).best?.number ?? 0;
    const { wallet } = await client.wallet.create({ name: "alice", hotkey: "miner", password });
    await client.practice.faucet({ amount: "100000000000" });

    const ballast = join(`/proc/${product.pid}/root`, disk, "ballast");
    fill(ballast);
    const line = await until(
      async () =>
        (await client.node.timeline({})).find(({ message }) => message === "practiceStands"),
      "the line that says why no block is made",
    );
    expect(line).toMatchObject({ level: "error", source: "practice", code: "DISK_FULL" });
    expect(line.values.reason).toContain("The disk is full.");
    const stoodAt = await height();
    // The node still answers, and what must write says why it cannot.
    expect(await client.wallet.list({})).toEqual([wallet]);
    expect(await codeOf(client.practice.faucet({ amount: "1000000000" }))).toBe("DISK_FULL");
    expect(await codeOf(client.wallet.create({ name: "bob", password }))).toBe("DISK_FULL");
    expect((await client.wallet.list({})).map(({ name }) => name)).toEqual(["alice"]);
    expect(await height()).toBe(stoodAt);

    rmSync(ballast);
    await until(async () => ((await height()) > stoodAt + 4 ? true : undefined), "blocks again");
    await until(
      async () =>
        (await client.node.timeline({})).find(({ message }) => message === "practiceMoves"),
      "the line that says that blocks are made again",
    );
    await client.practice.faucet({ amount: "1000000000" });
    const balance = await client.wallet.balance({});
    expect(balance).toMatchObject({ wallet: "alice", free: "101000000000" });
    for (const { restarts } of (await client.node.status({})).processes) expect(restarts).toBe(0);
  },
  300_000,
);

withSmallDisk("a start on a disk that is full already is refused", async () => {
  const place = temporaryFolder("disk");
  const script = `mount -t tmpfs -o size=64k tmpfs "$0" && { cat /dev/zero > "$0/ballast"; exec "$@"; }`;
  const refused = await refusedStart({
    folder: join(place.path, "data"),
    command: "unshare",
    before: ["-rm", "sh", "-c", script, place.path, process.execPath],
  });
  expect(refused.code).toBe(1);
  expect(refused.line).toMatchObject({ ready: false, code: "DISK_FULL" });
  expect(refused.stderr).toContain("The disk is full.");
  place.remove();
});

/** Writes until there is no room left for another byte. */
function fill(file: string): void {
  const descriptor = openSync(file, "w");
  try {
    for (const size of [65_536, 4096, 1]) {
      const block = Buffer.alloc(size);
      try {
        for (;;) writeSync(descriptor, block);
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
      }
    }
  } finally {
    closeSync(descriptor);
  }
}
