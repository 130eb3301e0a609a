import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Disk, realDisk } from "../../../native/wallet/disk.ts";
import { readKeyfile } from "../../../native/wallet/keyfile.ts";
import { keypairFromMnemonic } from "../../../native/wallet/keypair.ts";
import { sealNacl } from "../../../native/wallet/nacl.ts";
import { openWalletStore } from "../../../native/wallet/wallet-store.ts";

const WORDS = "old leopard transfer rib spatial phone calm indicate online fire caution review";
const ADDRESS = "5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX";
const ALICE = {
  name: "alice",
  hotkey: "default",
  password: "correct horse",
  mnemonic: WORDS,
} as const;
/** Real secretbox under a fixed key: the seconds of argon2 are tested elsewhere. */
const seal = async (json: string): Promise<Uint8Array> =>
  sealNacl(new TextEncoder().encode(json), new Uint8Array(32).fill(9));

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-wallet-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));
const store = (disk: Disk = realDisk) => openWalletStore(join(root, "wallets"), { seal, disk });
const path = (...parts: string[]): string => join(root, "wallets", ...parts);

describe("a new wallet", () => {
  test("has btwallet's files, private to the user, and nothing else", async () => {
    const wallet = await store().create(ALICE);
    expect(wallet).toMatchObject({
      name: "alice",
      coldkey: ADDRESS,
      encrypted: true,
      hotkeys: [{ name: "default" }],
    });
    expect(wallet.damaged).toBeUndefined();
    expect(await readdir(path())).toEqual(["alice"]);
    const files = ["coldkey", "coldkeypub.txt", "hotkeys/default", "hotkeys/defaultpub.txt"];
    for (const file of files) {
      expect((await stat(path("alice", file))).mode & 0o777).toBe(0o600);
    }
    expect((await readdir(path("alice"), { recursive: true })).sort()).toEqual(
      [...files, "hotkeys"].sort(),
    );
    expect((await stat(path("alice"))).mode & 0o777).toBe(0o700);
    expect((await stat(path("alice", "hotkeys"))).mode & 0o777).toBe(0o700);
  });

  test("keeps no secret in the clear but the hotkey's own", async () => {
    await store().create(ALICE);
    for (const file of ["coldkey", "coldkeypub.txt", "hotkeys/default", "hotkeys/defaultpub.txt"]) {
      expect(await readFile(path("alice", file), "utf8")).not.toContain("leopard");
    }
    const shown = readKeyfile(await readFile(path("alice", "coldkeypub.txt")), "pub");
    expect(shown).toMatchObject({ address: ADDRESS });
    expect(shown.secret).toBeUndefined();
  });

  test("has the hotkey that its words restore", async () => {
    await store().create(ALICE);
    const hotkey = await store().hotkey("alice", "default");
    expect(hotkey.address).toBe(keypairFromMnemonic(WORDS, "//hotkey//default").address);
  });

  test.each([
    ["WEAK_PASSWORD", { ...ALICE, password: "short" }],
    ["BAD_MNEMONIC", { ...ALICE, mnemonic: "abandon ".repeat(12) }],
    ["BAD_INPUT", { ...ALICE, name: "../escape" }],
    ["BAD_INPUT", { ...ALICE, hotkey: "a/b" }],
  ])("%s leaves nothing", async (code, wallet) => {
    await expect(store().create(wallet)).rejects.toMatchObject({ code });
    expect(await store().list()).toEqual([]);
  });

  test("is refused where one stands, which stays as it was", async () => {
    await store().create(ALICE);
    const before = await readFile(path("alice", "coldkey"));
    const other = { ...ALICE, mnemonic: `${"abandon ".repeat(11)}about` };
    await expect(store().create(other)).rejects.toMatchObject({ code: "WALLET_EXISTS" });
    expect(await readFile(path("alice", "coldkey"))).toEqual(before);
    expect(await readdir(path())).toEqual(["alice"]);
  });

  test("is refused over a folder of that name, even an empty one", async () => {
    await mkdir(path("alice"), { recursive: true });
    await expect(store().create(ALICE)).rejects.toMatchObject({ code: "WALLET_EXISTS" });
  });

  test("created twice at once exists once", async () => {
    const wallets = store();
    const results = await Promise.allSettled([wallets.create(ALICE), wallets.create(ALICE)]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((await wallets.list()).map(({ name, damaged }) => ({ name, damaged }))).toEqual([
      { name: "alice", damaged: undefined },
    ]);
  });

  test("created beside others at the same moment, none sweeps away another's files", async () => {
    const wallets = store();
    const names = ["one", "two", "three", "four", "five", "six"];
    const made = await Promise.all(names.map((name) => wallets.create({ ...ALICE, name })));
    expect(made.map(({ damaged }) => damaged)).toEqual(names.map(() => undefined));
    for (const name of names) await expect(wallets.encryptedColdkey(name)).resolves.toBeDefined();
  });
});

describe("a failing disk", () => {
  const failing = (code: string, at: number): Disk => {
    let writes = 0;
    return {
      ...realDisk,
      open: async (...args) => {
        const file = await realDisk.open(...args);
        const write = file.writeFile.bind(file);
        file.writeFile = async (...content) => {
          writes += 1;
          if (writes === at) throw Object.assign(new Error(code), { code });
          return write(...content);
        };
        return file;
      },
    };
  };

  test.each([1, 2, 3, 4])("full at file %i: DISK_FULL and no half wallet", async (at) => {
    await expect(store(failing("ENOSPC", at)).create(ALICE)).rejects.toMatchObject({
      code: "DISK_FULL",
    });
    expect(await readdir(path())).toEqual([]);
    await expect(store().create(ALICE)).resolves.toMatchObject({ name: "alice" });
  });

  test("an unwritable folder says so", async () => {
    await expect(store(failing("EROFS", 1)).create(ALICE)).rejects.toMatchObject({
      code: "DATA_FOLDER_UNWRITABLE",
      detail: { reason: "EROFS" },
    });
    await writeFile(join(root, "file"), "");
    const below = openWalletStore(join(root, "file", "wallets"), { seal });
    await expect(below.create(ALICE)).rejects.toMatchObject({ code: "DATA_FOLDER_UNWRITABLE" });
  });

  test("a crash in the middle leaves a hidden folder that the next creation sweeps", async () => {
    await mkdir(path(".hearth-new-1", "hotkeys"), { recursive: true });
    expect(await store().list()).toEqual([]);
    await store().create(ALICE);
    expect(await readdir(path())).toEqual(["alice"]);
  });
});

describe("hotkeys", () => {
  test("more can be added, each with words of its own; a name is never reused", async () => {
    await store().create(ALICE);
    const second = await store().addHotkey("alice", "second");
    expect((await store().find("alice")).hotkeys).toEqual([
      { name: "default", address: expect.any(String) },
      { name: "second", address: second.address },
    ]);
    await expect(store().addHotkey("alice", "second")).rejects.toMatchObject({
      code: "WALLET_EXISTS",
    });
    expect((await store().hotkey("alice", "second")).address).toBe(second.address);
    expect((await readdir(path("alice", "hotkeys"))).sort()).toEqual([
      "default",
      "defaultpub.txt",
      "second",
      "secondpub.txt",
    ]);
  });

  test("missing ones and missing wallets are told apart", async () => {
    await expect(store().hotkey("alice", "default")).rejects.toMatchObject({
      code: "WALLET_NOT_FOUND",
    });
    await store().create(ALICE);
    await expect(store().hotkey("alice", "none")).rejects.toMatchObject({
      code: "HOTKEY_NOT_FOUND",
    });
  });

  test("an encrypted one asks for its password", async () => {
    await store().create(ALICE);
    await writeFile(path("alice", "hotkeys", "default"), await seal("{}"));
    await expect(store().hotkey("alice", "default")).rejects.toMatchObject({
      code: "PASSWORD_REQUIRED",
    });
    expect((await store().find("alice")).hotkeys).toHaveLength(1);
  });
});

describe("damage marks only its own wallet", () => {
  beforeEach(async () => {
    await store().create(ALICE);
    await store().create({ ...ALICE, name: "bob", mnemonic: `${"abandon ".repeat(11)}about` });
  });

  test("a half-written hotkey", async () => {
    await writeFile(path("alice", "hotkeys", "default"), '{"secretSeed":"0x12');
    const [alice, bob] = await store().list();
    expect(alice).toMatchObject({ coldkey: ADDRESS, hotkeys: [] });
    expect(alice?.damaged).toContain("hotkeys");
    expect(bob?.damaged).toBeUndefined();
    await expect(store().hotkey("alice", "default")).rejects.toMatchObject({
      code: "KEYFILE_DAMAGED",
    });
    expect(await readFile(path("alice", "hotkeys", "default"), "utf8")).toBe('{"secretSeed":"0x12');
  });

  test("an empty coldkey", async () => {
    await writeFile(path("alice", "coldkey"), "");
    expect((await store().find("alice")).damaged).toContain("coldkey");
    await expect(store().encryptedColdkey("alice")).rejects.toMatchObject({
      code: "KEYFILE_DAMAGED",
    });
    expect((await store().find("bob")).damaged).toBeUndefined();
  });

  test("a lost coldkeypub.txt leaves the address unknown", async () => {
    await rm(path("alice", "coldkeypub.txt"));
    expect(await store().find("alice")).toMatchObject({
      damaged: expect.stringContaining("coldkeypub.txt"),
    });
    await expect(store().coldkeyAddress("alice")).rejects.toMatchObject({
      code: "KEYFILE_DAMAGED",
    });
  });

  test("a folder where a file should be", async () => {
    await rm(path("alice", "coldkey"));
    await mkdir(path("alice", "coldkey"));
    expect((await store().list()).map(({ damaged }) => damaged !== undefined)).toEqual([
      true,
      false,
    ]);
  });
});

test("what is no wallet is not listed, and a wallet from elsewhere is", async () => {
  await mkdir(path("notes"), { recursive: true });
  await writeFile(path("readme.txt"), "hello");
  await mkdir(path("plain"));
  await chmod(path("plain"), 0o755);
  await writeFile(path("plain", "coldkey"), JSON.stringify({ secretPhrase: WORDS, cryptoType: 1 }));
  expect(await store().list()).toMatchObject([
    { name: "plain", coldkey: ADDRESS, encrypted: false, hotkeys: [] },
  ]);
  expect(await openWalletStore(join(root, "absent")).list()).toEqual([]);
});
