import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Launcher, RunningProcess } from "../../../native/processes/launcher.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { verifySignature } from "../../../native/wallet/keypair.ts";
import { createSigner } from "../../../native/wallet/signer.ts";
import { openWalletStore } from "../../../native/wallet/wallet-store.ts";

const WORDS = "old leopard transfer rib spatial phone calm indicate online fire caution review";
const ADDRESS = "5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX";
const PASSWORD = "correct horse";
/** argon2i takes 3 to 6 s of a free core each time, and several times that on a busy one. */
const SLOW = 180_000;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const launched: RunningProcess[] = [];
const node = nodeLauncher();
const launcher: Launcher = {
  launch: (spec) => {
    const child = node.launch(spec);
    launched.push(child);
    return child;
  },
};
const signer = createSigner({ launcher });
let root: string;
let keyfile: Uint8Array;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-signer-"));
  const store = openWalletStore(root, { seal: signer.seal });
  await store.create({ name: "alice", hotkey: "default", password: PASSWORD, mnemonic: WORDS });
  keyfile = await store.encryptedColdkey("alice");
}, SLOW);
afterAll(() => rm(root, { recursive: true, force: true }));

describe("the signer process", { timeout: SLOW }, () => {
  test("one password, several signatures, and it is gone afterwards", async () => {
    const payloads = [bytes("one"), bytes("two"), new Uint8Array(300).fill(7)];
    const signatures = await signer.withColdkey(keyfile, PASSWORD, async (coldkey) => {
      expect(coldkey.address).toBe(ADDRESS);
      return [
        await coldkey.sign(payloads[0] as Uint8Array),
        ...(await Promise.all(payloads.slice(1).map((payload) => coldkey.sign(payload)))),
      ];
    });
    payloads.forEach((payload, index) => {
      expect(verifySignature(ADDRESS, payload, signatures[index] as Uint8Array)).toBe(true);
    });
    expect(await launched.at(-1)?.exited).toMatchObject({ code: 0 });
  });

  test("a wrong password signs nothing and leaves the file", async () => {
    const before = await readFile(join(root, "alice", "coldkey"));
    const request = { keyfile, password: "wrong horse", payloads: [bytes("one")] };
    await expect(signer.sign(request)).rejects.toMatchObject({ code: "WRONG_PASSWORD" });
    expect(await readFile(join(root, "alice", "coldkey"))).toEqual(before);
  });

  test("a plain keyfile needs no decryption; a damaged one is named", async () => {
    const plain = bytes(JSON.stringify({ secretPhrase: WORDS }));
    const [signature] = await signer.sign({ keyfile: plain, password: "", payloads: [bytes("x")] });
    expect(verifySignature(ADDRESS, bytes("x"), signature as Uint8Array)).toBe(true);
    const half = { keyfile: plain.subarray(0, 30), password: "", payloads: [] };
    await expect(signer.sign(half)).rejects.toMatchObject({ code: "KEYFILE_DAMAGED" });
  });

  test("what the action throws passes through, and the process still ends", async () => {
    const plain = bytes(JSON.stringify({ secretPhrase: WORDS }));
    const boom = new Error("boom");
    await expect(signer.withColdkey(plain, "", () => Promise.reject(boom))).rejects.toBe(boom);
    expect(await launched.at(-1)?.exited).toMatchObject({ code: 0 });
  });

  test("aborted while unlocking: CANCELLED, and the process is killed", async () => {
    const controller = new AbortController();
    const work = signer.withColdkey(keyfile, PASSWORD, async () => 1, controller.signal);
    controller.abort();
    await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
    await launched.at(-1)?.exited;
  });

  // Counted in the process's own time on a core, which is the same however busy the machine is.
  test.skipIf(process.platform !== "linux")(
    "does not outlive a killed node, not even in the middle of unlocking",
    async () => {
      const whole = await ticksUntilGone((await startSealing()).pid);
      const { parent, pid } = await startSealing();
      while ((ticks(pid) ?? whole) < whole / 4) await delay(5);
      parent.kill("SIGKILL");
      expect(await ticksUntilGone(pid)).toBeLessThan((whole * 3) / 4);
    },
  );

  test("killed from outside: an error, not a hang", async () => {
    const work = signer.withColdkey(keyfile, PASSWORD, async () => 1);
    launched.at(-1)?.kill("SIGKILL");
    await expect(work).rejects.toMatchObject({ code: "INTERNAL" });
  });
});

/** A node that seals a keyfile, which takes as long as unlocking one, and the process that does it. */
async function startSealing() {
  const source = (path: string): string => JSON.stringify(pathToFileURL(resolve(path)).href);
  const script = `const { nodeLauncher } = await import(${source("native/processes/node-launcher.ts")});
    const { createSigner } = await import(${source("native/wallet/signer.ts")});
    const node = nodeLauncher();
    const launch = (spec) => { const child = node.launch(spec); console.log(child.pid); return child; };
    createSigner({ launcher: { launch } }).seal("{}", "correct horse").catch(() => {});`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  return { parent, pid: Number(String(line)) };
}

/** Ticks of a core that a process has used so far; undefined once it is gone or only waits to be buried. */
function ticks(pid: number): number | undefined {
  // After the name in brackets: state, and as the 12th and 13th field from there user and system time (proc_pid_stat(5)).
  const fields = readStat(pid).split(") ").at(-1)?.split(" ") ?? [];
  return fields[0] === "Z" || fields.length < 13
    ? undefined
    : Number(fields[11]) + Number(fields[12]);
}

/** The last count of a process's ticks before it ended. */
async function ticksUntilGone(pid: number): Promise<number> {
  let last = 0;
  for (let now = ticks(pid); now !== undefined; now = ticks(pid)) {
    last = now;
    await delay(5);
  }
  return last;
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return "";
    throw error;
  }
}
